/// A hash function that reads its input block by block. Those here are the ones that stored password hashes may name and swift-crypto
/// does not offer; they hash nothing but passwords.
protocol BlockHash {
    /// What is kept between two blocks.
    associatedtype State

    /// In bytes.
    static var blockLength: Int { get }
    /// In bytes.
    static var digestLength: Int { get }
    static var start: State { get }

    /// Takes in a block that is not the last.
    static func absorb(_ block: ArraySlice<UInt8>, into state: inout State)

    /// The digest, once the rest of the input is taken in.
    /// - Parameters:
    ///   - rest: at most a block; none only if there was no input at all.
    ///   - before: how many bytes have been absorbed.
    static func finish(_ state: State, _ rest: ArraySlice<UInt8>, before: Int) -> [UInt8]
}

extension BlockHash {
    /// The digest of an input whose first blocks the state has taken in already.
    static func digest(_ input: [UInt8], after state: State = start, before: Int = 0) -> [UInt8] {
        var (state, before) = (state, before)
        var rest = input[...]
        while rest.count > blockLength {
            absorb(rest.prefix(blockLength), into: &state)
            rest = rest.dropFirst(blockLength)
            before += blockLength
        }
        return finish(state, rest, before: before)
    }

    /// Takes in the rest of an input as most of these functions end it (first MD4's, RFC 1320, 3.1 and 3.2): a bit, zeros up to the end of
    /// a block, and before that end the length in bits.
    /// - Parameter field: the length's bytes.
    static func absorbEnd(_ rest: ArraySlice<UInt8>, before: Int, field: Int = 8, isBigEndian: Bool, into state: inout State) {
        var tail = Array(rest) + [0x80]
        let end = (tail.count + field + blockLength - 1) / blockLength * blockLength
        tail += [UInt8](repeating: 0, count: end - tail.count)
        let bits = UInt64(before + rest.count) * 8
        for place in 0..<8 {
            tail[isBigEndian ? end - 1 - place : end - field + place] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * place))
        }
        for start in stride(from: 0, to: end, by: blockLength) { absorb(tail[start..<(start + blockLength)], into: &state) }
    }

    /// PBKDF2 (RFC 8018, 5.2) with HMAC, as long as one digest: Python's `hashlib.pbkdf2_hmac`.
    /// - Parameter rounds: at least 1.
    static func pbkdf2(_ password: [UInt8], salt: [UInt8], rounds: Int) -> [UInt8] {
        var key = password.count > blockLength ? digest(password) : password
        key += [UInt8](repeating: 0, count: blockLength - key.count)
        var (inner, outer) = (start, start)
        absorb(key.map { $0 ^ 0x36 }[...], into: &inner)
        absorb(key.map { $0 ^ 0x5C }[...], into: &outer)
        func code(_ message: [UInt8]) -> [UInt8] {
            digest(digest(message, after: inner, before: blockLength), after: outer, before: blockLength)
        }
        var last = code(salt + [0, 0, 0, 1])
        var sum = last
        for _ in 1..<max(rounds, 1) {
            last = code(last)
            for place in sum.indices { sum[place] ^= last[place] }
        }
        return sum
    }
}
