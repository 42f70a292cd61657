// Fuzzes stored password hashes: which method they name, whether it is one that may be carried out, and the hash functions that are
// not a library's.

private let hashes: [any BlockHash.Type] = [
    SHA224.self, SHA512To224.self, SHA512To256.self, SHA3Of224.self, SHA3Of256.self, SHA3Of384.self, SHA3Of512.self, BLAKE2b.self,
    BLAKE2s.self, RIPEMD160.self, SM3.self,
]

private func check<Hash: BlockHash>(_ hash: Hash.Type, _ bytes: [UInt8]) {
    precondition(hash.pbkdf2(bytes, salt: bytes, rounds: 2).count == hash.digestLength)
    // What a message begins with may be taken in beforehand, as HMAC does with its key.
    guard bytes.count > hash.blockLength else { return }
    var state = hash.start
    hash.absorb(bytes.prefix(hash.blockLength), into: &state)
    precondition(hash.digest(Array(bytes.dropFirst(hash.blockLength)), after: state, before: hash.blockLength) == hash.digest(bytes))
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPassword(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for hash in hashes { check(hash, bytes) }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let parts = PasswordHashParts(text) else { return 0 }
    precondition(parts.salt.utf8.count + parts.digest.utf8.count + 2 <= text.utf8.count)
    guard parts.method.refusal == nil else { return 0 }
    switch parts.method {
    case .scrypt(let cost):
        // What is let through neither overflows nor takes more than 256 MiB, nor much longer than a login may.
        precondition(cost.n >= 2 && cost.n & (cost.n - 1) == 0 && cost.r >= 1 && cost.p >= 1)
        precondition(128 * cost.n * cost.r <= 256 << 20)
        precondition(cost.n * cost.r * cost.p <= 1 << 25)
    case .pbkdf2(_, let rounds): precondition((1...20_000_000).contains(rounds))
    }
    return 0
}
