import SessionCore

/// Judges what was found in a cookie and around it.
enum CookieFindings {
    /// Seconds beyond which a lifetime is remarked on: 90 days.
    static let longLifetime: Int64 = 90 * 86_400

    /// Of the `Set-Cookie` header that it came in, and of its size.
    static func ofTransport(_ cookie: ReceivedCookie, now: Timestamp) -> [CookieReport.Finding] {
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
        if let lifetime = attributes.lifetime(from: now), lifetime > longLifetime { findings.append(.longLifetime(seconds: lifetime)) }
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
        if case .json(let value)? = report.payload, let path = SecretField.path(in: value) {
            findings.append(.secretInPayload(path))
        }
        return findings
    }
}
