package import LoginFlows
import SessionCore
package import SessionRegistry

/// The mock user database: what a new store is given, and how a user of a file becomes a row.
package enum UserSeed {
    /// The people of Resources/users.json.
    package static func shipped() throws(Failure) -> [UserRecord] {
        let file = Failure(.outside, "the built-in users.json cannot be read; this is a fault of the program: build it again")
        guard let resource = Resource.named("users.json"), let document = try? PythonJSON.parse(resource.bytes),
            case .map(let map) = document, case .list(let rows)? = map["users"]
        else { throw file }
        var users: [UserRecord] = []
        for row in rows {
            guard case .map(let fields) = row, let id = fields["id"]?.text, let email = fields["email"]?.text,
                let hash = fields["password_hash"]?.text
            else { throw file }
            users.append(
                UserRecord(
                    id: id, email: email, passwordHash: hash, active: fields["active"] != .bool(false),
                    apiKeyDigest: fields["api_key"]?.text.map(digest(ofAPIKey:))))
        }
        return users
    }

    /// The SHA-256 of an API key's UTF-8: the store does not keep the key.
    package static func digest(ofAPIKey key: String) -> Digest256 { Digest256(sha256Of: Array(key.utf8)) }

    /// A user of a flow file as a row of the store.
    ///
    /// - Throws: `Failure` where the file leaves out what a row needs, or asks for an alternative id, which a store does not keep.
    package static func record(_ user: MockUser, file: String, random: (Int) -> [UInt8]) throws(Failure) -> UserRecord {
        guard let email = user.email, !email.isEmpty else {
            throw Failure(.outside, "\(file): user \(user.id) has no email; expected one, as users log in by it")
        }
        if let other = user.getID, other != user.id {
            throw Failure(.outside, "\(file): user \(user.id) has a get_id of its own; a store keeps one id a user: leave it out")
        }
        let hash: String
        if let given = user.passwordHash {
            hash = given
        } else if let password = user.password {
            hash = try hashed(password, random: random)
        } else {
            throw Failure(.outside, "\(file): user \(user.id) has neither password_hash nor password; expected one of them")
        }
        return UserRecord(
            id: user.id, email: email, passwordHash: hash, active: user.isActive, apiKeyDigest: user.apiKey.map(digest(ofAPIKey:))
        )
    }

    /// The password in Werkzeug's default format: scrypt 32768:8:1 with a salt of 16 letters and digits.
    package static func hashed(_ password: String, random: (Int) -> [UInt8]) throws(Failure) -> String {
        guard !password.isEmpty else { throw Failure(.usage, "the password is empty; expected at least one character") }
        let alphabet = PasswordHash.saltCharacters
        var salt = ""
        while salt.count < 16 {
            // Bytes beyond the last multiple of 62 would favour some letters.
            for byte in random(32) where byte < 248 && salt.count < 16 { salt.append(alphabet[Int(byte) % alphabet.count]) }
        }
        guard let hash = PasswordHash.scrypt(password, salt: salt) else {
            throw Failure(.outside, "the password could not be hashed: scrypt needs 32 MiB of memory")
        }
        return hash
    }
}
