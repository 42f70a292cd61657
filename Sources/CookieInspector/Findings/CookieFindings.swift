import SessionCore

/// Judges what was found in a cookie and around it.
enum CookieFindings {
    /// Seconds beyond which a lifetime is remarked on: 90 days.
    static let longLifetime: Int64 = 90 * 86_400

    /// Of the `Set-Cookie` header that it came in, and of its size.
    static func ofTransport(_ cookie: ReceivedCookie) -> [CookieReport.Finding] {
        var findings: [CookieReport.Finding] = []
        let size = (cookie.name ?? "").utf8.count + cookie.value.utf8.count
        if size > 4_096 { findings.append(.tooLarge(bytes: size)) }
        guard let attributes = cookie.attributes else { return findings }

        if !attributes.secure { findings.append(.missingSecure) }
        if !attributes.httpOnly { findings.append(.missingHTTPOnly) }
        switch attributes.sameSite {
        case "lax", "strict": break
        case "none": findings.append(.sameSiteNone)
        default: findings.append(.missingSameSite)
        }
        if attributes.domain?.isEmpty == false { findings.append(.sharedDomain) }
        if let maxAge = attributes.maxAge, maxAge > longLifetime { findings.append(.longLifetime(seconds: maxAge)) }
        let name = (cookie.name ?? "").lowercased()
        let hostOnly = attributes.domain?.isEmpty ?? true
        if name.hasPrefix("__host-")
            ? !(attributes.secure && hostOnly && attributes.path == "/") : name.hasPrefix("__secure-") && !attributes.secure
        {
            findings.append(.brokenPrefix)
        }
        return findings
    }

    /// Of how the payload is packed.
    static func ofPayload(_ payload: DecodedPayload) -> [CookieReport.Finding] {
        (payload.isBomb ? [.compressionBomb] : []) + (payload.isPickle ? [.pickle] : [])
    }

    /// Of what the payload says.
    static func ofContent(
        _ report: CookieReport, _ cookie: ReceivedCookie, _ context: InspectionContext
    ) -> [CookieReport.Finding] {
        var findings: [CookieReport.Finding] = []
        if let index = report.keyIndex, context.keys[index].utf8.count < 16, !report.findings.contains(.weakKey) {
            findings.append(.shortKey)
        }
        if let signedAt = report.signedAt, signedAt.seconds > context.now.seconds { findings.append(.signedInFuture) }
        if report.format == .flaskSession, report.userID != nil { findings.append(.replayableSession) }
        if report.format == .flaskLoginRemember || report.format == .flaskSession, let id = report.userID, id.utf8.count <= 9,
            id.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            findings.append(.guessableUserID)
        }
        if case .json(let value)? = report.payload, let path = secretPath(in: value, path: "", depth: 0) {
            findings.append(.secretInPayload(path))
        }
        return findings
    }

    private static let secretWords = [
        "password", "passwd", "passphrase", "secret", "api_key", "apikey", "private_key", "credit_card", "card_number", "cvv",
    ]

    /// The path of the first field whose name says that it holds a secret, and that holds a text or a number.
    private static func secretPath(in value: SessionValue, path: String, depth: Int) -> String? {
        guard depth < CookieInspector.depthLimit else { return nil }
        switch value {
        case .map(let map):
            for (key, inner) in map.pairs {
                let here = path.isEmpty ? key : path + "." + key
                let name = String(key.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
                if secretWords.contains(where: name.contains), holdsSomething(inner) { return here }
                if let found = secretPath(in: inner, path: here, depth: depth + 1) { return found }
            }
            return nil
        case .list(let items), .tuple(let items):
            for (index, item) in items.enumerated() {
                if let found = secretPath(in: item, path: "\(path)[\(index)]", depth: depth + 1) { return found }
            }
            return nil
        default: return nil
        }
    }

    private static func holdsSomething(_ value: SessionValue) -> Bool {
        switch value {
        case .string(let text), .markup(let text): !text.isEmpty
        case .integer, .bigInteger, .double, .bytes: true
        default: false
        }
    }
}
