// Fuzzes stored password hashes: which method they name, and whether it is one that may be carried out.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPassword(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
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
