public import SessionCore

/// Recognises, unwraps, verifies and judges cookies of Flask and of other frameworks.
///
/// Pure: the time and the keys are handed in, and nothing that a cookie holds is executed (a pickle is named, never loaded).
/// Work is bounded: a cookie of more than `sizeLimit` bytes is not read, one that inflates to more than `inflatedLimit` bytes
/// or nests deeper than `depthLimit` is not decoded. No report holds a key.
public enum CookieInspector {
    /// Bytes of one cookie.
    public static let sizeLimit = 1_048_576
    /// Bytes of a decompressed payload.
    public static let inflatedLimit = 1_048_576
    /// Levels of lists and maps in a payload.
    public static let depthLimit = 64

    /// Inspects every cookie in `input`.
    ///
    /// - Parameters:
    ///   - input: One cookie a line: a bare value, `name=value`, or a whole `Cookie:` or `Set-Cookie:` header line.
    ///   - name: The name of bare values; of header lines, only the cookies of this name are inspected.
    ///   - keys: The application's signing keys, the current one first.
    ///   - weakKeys: Keys that attackers guess; one that verifies the cookie is a finding.
    ///   - maxAge: Seconds after its signature at which a cookie expires; `nil`: it does not.
    ///   - now: The time at which expiry is judged.
    /// - Returns: One report a cookie, in order. Complexity: linear in the input, times the number of keys.
    public static func inspect(
        _ input: String, name: String? = nil, keys: [String], weakKeys: [String] = [], maxAge: Int64? = nil, now: Timestamp
    ) -> [CookieReport] {
        let context = InspectionContext(keys: keys, weakKeys: weakKeys, maxAge: maxAge, now: now)
        return CookieLine.cookies(in: input, name: name).map { report(on: $0, context) }
    }

    private static func report(on cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport {
        var report = decode(cookie, context)
        report.attributes = cookie.attributes
        report.findings += CookieFindings.ofTransport(cookie, now: context.now)
        report.findings += CookieFindings.ofContent(report, cookie, context)
        report.findings.sort { ($1.severity, $0.id) < ($0.severity, $1.id) }
        return report
    }

    /// Asks each format in turn, the most particular shapes first.
    private static func decode(_ cookie: ReceivedCookie, _ context: InspectionContext) -> CookieReport {
        guard cookie.value.utf8.count <= sizeLimit else {
            return CookieReport(
                name: cookie.name, format: .opaque, verdict: .malformed,
                problem:
                    "the cookie has \(cookie.value.utf8.count) bytes; expected at most \(sizeLimit) (browsers keep some 4,096)")
        }
        guard !cookie.value.isEmpty else {
            return CookieReport(
                name: cookie.name, format: .opaque, verdict: .malformed, problem: "the cookie is empty; expected a value")
        }
        return JSONWebToken.report(cookie, context)
            ?? RememberCookieFormat.report(cookie, context)
            ?? ExpressCookie.report(cookie, context)
            ?? DjangoCookie.report(cookie, context)
            ?? TimedSignature.report(cookie, context)
            ?? PlainSignature.report(cookie, context)
            ?? EncryptedCookie.report(cookie, context)
            ?? CookieReport(name: cookie.name, format: .opaque, verdict: .unverified)
    }
}
