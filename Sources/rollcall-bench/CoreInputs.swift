import ArgumentParser
import SessionCore

/// What the session core is measured with: a session as Flask-Login leaves it after a login.
enum CoreSample {
    static let key = "benchmark-key-that-signs-nothing-else"
    static let userID = "leafstorm"
    static let signedAt = Timestamp(seconds: 1_750_000_000)

    /// The keys in Flask's order, with an identifier of 128 digits: signed, 220 bytes.
    static let session: SessionMap = [
        "_fresh": .bool(true), "_id": .string(identifier), "_user_id": .string(userID),
    ]

    /// SHA-512, in hexadecimal, of nothing in particular.
    private static let identifier = String(decoding: Hex.encode(MessageDigest.digest(.sha512, Array("127.0.0.1|bench".utf8))), as: UTF8.self)
}

/// Prints the key, the session cookie and the remember cookie, a line each: what the other languages' programs read.
struct CoreInputs: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inputs", abstract: "Print the key and the cookies that are measured.")

    func run() throws {
        let signer = SessionCookieSigner(keys: [CoreSample.key])
        print(CoreSample.key)
        print(signer.sign(CoreSample.session, at: CoreSample.signedAt) ?? "")
        print(RememberCookie.encode(CoreSample.userID, key: Array(CoreSample.key.utf8)))
    }
}
