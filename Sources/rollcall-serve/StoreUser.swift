import SessionCore
import SessionRegistry

/// A row of the store's mock user database, as the login manager sees it.
struct StoreUser: LoginUser {
    var record: UserRecord
    var loginID: String { record.id }
    var isActive: Bool { record.active }
}
