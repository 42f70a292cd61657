public import SessionCore

/// What is known of one cookie: the answer of `rollcall cookie inspect`.
public struct CookieReport: Hashable, Sendable {
    public enum Format: String, Sendable, CaseIterable {
        case flaskSession = "flask-session"
        case flaskLoginRemember = "flask-login-remember"
        case flaskSessionID = "flask-session-id"
        case itsdangerous
        case starletteSession = "starlette-session"
        case djangoSigned = "django-signed"
        case expressSigned = "express-signed"
        case jwt
        case railsEncrypted = "rails-encrypted"
        case laravelEncrypted = "laravel-encrypted"
        case opaque
    }
    public enum Verdict: String, Sendable {
        case valid, expired
        case badSignature = "bad-signature"
        /// No key was given, so nothing could be verified.
        case unverified
        case malformed
    }
    public enum Severity: String, Sendable, Comparable {
        case low, medium, high
        public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
        private var rank: Int {
            switch self {
            case .low: 0
            case .medium: 1
            case .high: 2
            }
        }
    }
    public struct Finding: Hashable, Sendable {
        /// Stable, kebab-case: `weak-key`.
        public var id: String
        public var severity: Severity
        public var text: String
        /// "OWASP ASVS 5.0, 7.2.2", "RFC 6265, 4.1.2.5", …
        public var reference: String
        public init(id: String, severity: Severity, text: String, reference: String) {
            self.id = id
            self.severity = severity
            self.text = text
            self.reference = reference
        }
    }
    public enum Payload: Hashable, Sendable {
        /// Decoded JSON; Flask's tagged types stay in their tagged form.
        case json(SessionValue)
        case text(String)
    }

    public var name: String?
    public var format: Format
    public var verdict: Verdict
    /// Which key verified it, from 0.
    public var keyIndex: Int?
    public var signedAt: Timestamp?
    public var expiresAt: Timestamp?
    public var payload: Payload?
    public var userID: String?
    /// How it was unwrapped, outermost first: `itsdangerous`, `base64url`, `zlib`, `json`.
    public var layers: [String]
    public var findings: [Finding]
    /// For `malformed`: what is wrong, in a sentence.
    public var problem: String?
    /// How the cookie was set, where it came in a `Set-Cookie` header; `nil`: nothing is known of its flags.
    public var attributes: SetCookieAttributes?

    public init(
        name: String?, format: Format, verdict: Verdict, keyIndex: Int? = nil, signedAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil, payload: Payload? = nil, userID: String? = nil, layers: [String] = [],
        findings: [Finding] = [], problem: String? = nil, attributes: SetCookieAttributes? = nil
    ) {
        self.name = name
        self.format = format
        self.verdict = verdict
        self.keyIndex = keyIndex
        self.signedAt = signedAt
        self.expiresAt = expiresAt
        self.payload = payload
        self.userID = userID
        self.layers = layers
        self.findings = findings
        self.problem = problem
        self.attributes = attributes
    }
}
