public import SessionCore
public import SessionRegistry

/// A user as the application under test knows one.
public struct ApplicationUser: LoginUser, Hashable {
    /// What proves that it is this user.
    public enum Credential: Hashable, Sendable {
        case none
        case clearText(String)
        /// In Werkzeug's format.
        case hash(String)
    }

    public var loginID: String
    public var isActive: Bool
    var credential: Credential

    public init(loginID: String, isActive: Bool, credential: Credential) {
        self.loginID = loginID
        self.isActive = isActive
        self.credential = credential
    }
}

/// Where the application under test finds its users.
public protocol UserDirectory: Sendable {
    /// By Flask-Login's `get_id`.
    func user(loginID: String) async throws(StoreError) -> ApplicationUser?
    func user(email: String) async throws(StoreError) -> ApplicationUser?
    func user(apiKey: String) async throws(StoreError) -> ApplicationUser?
}

/// The mock users of a flow: rows in order, the first that fits is found.
public struct MockUsers: UserDirectory, Hashable {
    public var rows: [MockUser]

    public init(_ rows: [MockUser]) { self.rows = rows }

    public func user(loginID: String) async throws(StoreError) -> ApplicationUser? {
        find { $0.loginID.utf8.elementsEqual(loginID.utf8) }
    }

    public func user(email: String) async throws(StoreError) -> ApplicationUser? {
        find { $0.email?.utf8.elementsEqual(email.utf8) ?? false }
    }

    public func user(apiKey: String) async throws(StoreError) -> ApplicationUser? {
        find { $0.apiKey.map { ConstantTime.equal(Array(apiKey.utf8), Array($0.utf8)) } ?? false }
    }

    private func find(_ fits: (MockUser) -> Bool) -> ApplicationUser? {
        rows.first(where: fits).map { row in
            let credential: ApplicationUser.Credential =
                row.passwordHash.map { .hash($0) } ?? row.password.map { .clearText($0) } ?? .none
            return ApplicationUser(loginID: row.loginID, isActive: row.isActive, credential: credential)
        }
    }

    /// Changes, or adds, a row: `set_user`.
    public mutating func set(_ change: MockUser) {
        if let place = rows.firstIndex(where: { $0.id.utf8.elementsEqual(change.id.utf8) }) {
            rows[place].apply(change)
        } else {
            var row = MockUser(id: change.id)
            row.apply(change)
            rows.append(row)
        }
    }

    public mutating func delete(_ id: String) {
        rows.removeAll { $0.id.utf8.elementsEqual(id.utf8) }
    }
}

/// The mock user database of a store.
public struct StoreUsers: UserDirectory {
    public let store: any RegistryStore

    public init(_ store: any RegistryStore) { self.store = store }

    public func user(loginID: String) async throws(StoreError) -> ApplicationUser? {
        try await store.user(id: loginID).map(Self.known)
    }
    public func user(email: String) async throws(StoreError) -> ApplicationUser? {
        try await store.user(email: email).map(Self.known)
    }
    public func user(apiKey: String) async throws(StoreError) -> ApplicationUser? {
        try await store.user(apiKeyDigest: Digest256(sha256Of: apiKey)).map(Self.known)
    }

    private static func known(_ record: UserRecord) -> ApplicationUser {
        ApplicationUser(loginID: record.id, isActive: record.active, credential: .hash(record.passwordHash))
    }
}
