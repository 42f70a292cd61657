/// BLAKE2 without a key (RFC 7693), at its full length.
protocol BLAKE2: BlockHash where State == BLAKE2State<Word> {
    associatedtype Word: FixedWidthInteger & UnsignedInteger & SIMDScalar
    static var roots: SIMD8<Word> { get }
    static var rounds: Int { get }
    /// By how much the mixing turns its words to the right.
    static var turns: (Int, Int, Int, Int) { get }
}

struct BLAKE2State<Word: SIMDScalar & FixedWidthInteger> {
    var words: SIMD8<Word>
    /// How many bytes have been absorbed.
    var count: Int
}

extension BLAKE2 {
    static var blockLength: Int { 16 * MemoryLayout<Word>.size }
    static var digestLength: Int { 8 * MemoryLayout<Word>.size }

    static var start: State {
        var words = roots
        words[0] ^= 0x0101_0000 ^ Word(digestLength)
        return State(words: words, count: 0)
    }

    static func absorb(_ block: ArraySlice<UInt8>, into state: inout State) {
        state.count += block.count
        compress(block, into: &state, isLast: false)
    }

    static func finish(_ state: State, _ rest: ArraySlice<UInt8>, before: Int) -> [UInt8] {
        var state = state
        state.count += rest.count
        compress((Array(rest) + [UInt8](repeating: 0, count: blockLength - rest.count))[...], into: &state, isLast: true)
        let size = MemoryLayout<Word>.size
        return (0..<digestLength).map { UInt8(truncatingIfNeeded: state.words[$0 / size] >> Word($0 % size * 8)) }
    }

    private static func compress(_ block: ArraySlice<UInt8>, into state: inout State, isLast: Bool) {
        let size = MemoryLayout<Word>.size
        func turned(_ word: Word, _ count: Int) -> Word { word >> Word(count) | word << Word(Word.bitWidth - count) }
        withUnsafeTemporaryAllocation(of: Word.self, capacity: 32) { words in
            let message = UnsafeMutableBufferPointer(rebasing: words[16...])
            for place in 0..<8 {
                words[place] = state.words[place]
                words[place + 8] = roots[place]
            }
            words[12] ^= Word(truncatingIfNeeded: state.count)
            words[13] ^= Word(truncatingIfNeeded: state.count >> Word.bitWidth)
            if isLast { words[14] = ~words[14] }
            for place in 0..<16 {
                let start = block.startIndex + place * size
                message[place] = block[start..<(start + size)].reversed().reduce(0) { $0 << 8 | Word($1) }
            }
            func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ first: Word, _ second: Word) {
                words[a] = words[a] &+ words[b] &+ first
                words[d] = turned(words[d] ^ words[a], turns.0)
                words[c] = words[c] &+ words[d]
                words[b] = turned(words[b] ^ words[c], turns.1)
                words[a] = words[a] &+ words[b] &+ second
                words[d] = turned(words[d] ^ words[a], turns.2)
                words[c] = words[c] &+ words[d]
                words[b] = turned(words[b] ^ words[c], turns.3)
            }
            for round in 0..<rounds {
                let order = BLAKE2Schedule.orders[round % 10]
                for column in 0..<4 {
                    mix(column, column + 4, column + 8, column + 12, message[order[2 * column]], message[order[2 * column + 1]])
                }
                for column in 0..<4 {
                    mix(
                        column, (column + 1) % 4 + 4, (column + 2) % 4 + 8, (column + 3) % 4 + 12, message[order[8 + 2 * column]],
                        message[order[9 + 2 * column]])
                }
            }
            for place in 0..<8 { state.words[place] ^= words[place] ^ words[place + 8] }
        }
    }
}

enum BLAKE2b: BLAKE2 {
    typealias Word = UInt64
    static let roots = SHA2Constants.roots
    static let rounds = 12
    static let turns = (32, 24, 16, 63)
}

enum BLAKE2s: BLAKE2 {
    typealias Word = UInt32
    static let roots = SIMD8<UInt32>(truncatingIfNeeded: SHA2Constants.roots &>> 32)
    static let rounds = 10
    static let turns = (16, 12, 8, 7)
}

private enum BLAKE2Schedule {
    /// In which order a round takes the message's words (RFC 7693, 2.7).
    static let orders: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ]
}
