import SessionCore

/// A JSON Web Token in compact form (RFC 7515, RFC 7519), signed with HS256, HS384 or HS512.
enum JSONWebToken {
    static func report(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport? {
        let segments = cookie.value.split(separator: ".", omittingEmptySubsequences: false)
        guard segments.count == 3, segments[0].hasPrefix("ey"), segments[0].isURLSafeBase64,
            let header = PayloadReader.read(segments[0]).map, case .string(let algorithm)? = header["alg"]
        else { return nil }
        let payload = PayloadReader.read(segments[1])
        guard let claims = payload.map else {
            return CookieReport(
                name: cookie.name, format: .jwt, verdict: .malformed, layers: ["jwt"] + payload.layers,
                problem: payload.problem ?? "the payload is not a JSON object, as claims are")
        }
        let issued = moment(claims["iat"])
        let expires = moment(claims["exp"])
        let begins = moment(claims["nbf"])
        let signature = PythonBase64.decodeURLSafe(Array(segments[2].utf8)) ?? []
        let signed = Array(cookie.value.utf8.prefix(segments[0].utf8.count + 1 + segments[1].utf8.count))
        let digest = digest(algorithm)
        func verifies(_ key: String) -> Bool {
            guard let digest else { return false }
            return SigningScheme(digest: digest, derivation: .none, salt: "").verifies(signature, of: signed, key: key)
        }
        let keyIndex = context.firstKey(verifies)
        let isExpired =
            expires.map { $0 <= context.now } ?? false || begins.map { $0 > context.now } ?? false
            || issued.map(context.isExpired) ?? false
        let isNone = algorithm.lowercased() == "none"
        let verdict: CookieReport.Verdict =
            digest == nil && !isNone ? .unverified : context.verdict(keyIndex: keyIndex, expired: isExpired)
        var report = CookieReport(
            name: cookie.name, format: .jwt, verdict: verdict, keyIndex: keyIndex, signedAt: issued, expiresAt: expires,
            payload: payload.payload, userID: claims.userID("sub", "user_id", "uid"), layers: ["jwt"] + payload.layers)
        if isNone { report.findings.append(.unsignedToken) }
        if digest == nil, !isNone { report.findings.append(.foreignAlgorithm) }
        if expires == nil { report.findings.append(.tokenWithoutExpiry) }
        if let expires, expires.seconds(since: issued ?? context.now) > CookieFindings.longLifetime {
            report.findings.append(.longLifetime(seconds: expires.seconds(since: issued ?? context.now)))
        }
        if context.hasWeakKey(keyIndex: keyIndex, verifies) { report.findings.append(.weakKey) }
        return report
    }

    private static func digest(_ algorithm: String) -> HashAlgorithm? {
        switch algorithm {
        case "HS256": .sha256
        case "HS384": .sha384
        case "HS512": .sha512
        default: nil
        }
    }

    /// A NumericDate (RFC 7519, section 2): seconds, which may have a fraction.
    private static func moment(_ value: SessionValue?) -> Timestamp? {
        switch value {
        case .integer(let seconds)?: Timestamp(seconds: Int64(seconds))
        case .double(let seconds)? where seconds.magnitude < 9_000_000_000_000:
            Timestamp(microseconds: Int64(seconds * 1_000_000))
        default: nil
        }
    }
}
