import SessionCore

/// How a framework makes a signature from its secret key.
struct SigningScheme {
    enum Derivation {
        /// itsdangerous' `hmac`: HMAC(secret, salt).
        case hmac
        /// itsdangerous' `django-concat`: digest(salt + "signer" + secret).
        case concatenated
        /// The secret itself.
        case none
    }

    var digest: HashAlgorithm
    var derivation: Derivation
    var salt: String
    /// What comes before the secret (Django's signed cookies).
    var prefix = ""

    /// Whether `signature` is this scheme's for `message` under `key`, which is taken as UTF-8. In constant time.
    func verifies(_ signature: [UInt8], of message: [UInt8], key: String) -> Bool {
        let secret = Array((prefix + key).utf8)
        let derived: [UInt8]
        switch derivation {
        case .hmac: derived = MessageAuthentication.code(digest, key: secret, message: Array(salt.utf8))
        case .concatenated: derived = MessageDigest.digest(digest, Array((salt + "signer").utf8) + secret)
        case .none: derived = secret
        }
        return ConstantTime.equal(MessageAuthentication.code(digest, key: derived, message: message), signature)
    }
}
