/// A row of the mock user database, or what `set_user` changes of one.
public struct MockUser: Hashable, Sendable {
    /// A field that a row may leave out.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        case email, password
        case passwordHash = "password_hash"
        case active
        case apiKey = "api_key"
        case getID = "get_id"
    }

    public var id: String
    public var email: String?
    public var password: String?
    /// In Werkzeug's format; outranks `password`.
    public var passwordHash: String?
    /// `nil` is true.
    public var active: Bool?
    public var apiKey: String?
    /// An alternative id, which sessions and remember cookies then hold.
    public var getID: String?
    /// Fields written as null: `set_user` takes their values away.
    public var removed: Set<Field>

    public init(
        id: String, email: String? = nil, password: String? = nil, passwordHash: String? = nil, active: Bool? = nil,
        apiKey: String? = nil, getID: String? = nil, removed: Set<Field> = []
    ) {
        self.id = id
        self.email = email
        self.password = password
        self.passwordHash = passwordHash
        self.active = active
        self.apiKey = apiKey
        self.getID = getID
        self.removed = removed
    }

    public var isActive: Bool { active ?? true }
    /// What Flask-Login's `get_id` returns for this user.
    public var loginID: String { getID ?? id }

    /// Takes over what `change` gives, as Python's `dict.update` does.
    public mutating func apply(_ change: MockUser) {
        id = change.id
        if let email = change.email { self.email = email }
        if let password = change.password { self.password = password }
        if let passwordHash = change.passwordHash { self.passwordHash = passwordHash }
        if let active = change.active { self.active = active }
        if let apiKey = change.apiKey { self.apiKey = apiKey }
        if let getID = change.getID { self.getID = getID }
        for field in change.removed {
            switch field {
            case .email: email = nil
            case .password: password = nil
            case .passwordHash: passwordHash = nil
            case .active: active = nil
            case .apiKey: apiKey = nil
            case .getID: getID = nil
            }
        }
    }
}
