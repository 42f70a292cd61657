/// RIPEMD-160 (H. Dobbertin, A. Bosselaers, B. Preneel, 1996; ISO/IEC 10118-3).
enum RIPEMD160: BlockHash {
    static let blockLength = 64
    static let digestLength = 20
    /// Five words; the rest is unused.
    static let start: SIMD8<UInt32> = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0, 0, 0, 0]

    static func absorb(_ block: ArraySlice<UInt8>, into state: inout SIMD8<UInt32>) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { words in
            for place in 0..<16 {
                let start = block.startIndex + 4 * place
                words[place] = block[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            }
            let left = line(UnsafeBufferPointer(words), state, Left.self)
            let right = line(UnsafeBufferPointer(words), state, Right.self)
            state = SIMD8(
                state[1] &+ left[2] &+ right[3], state[2] &+ left[3] &+ right[4], state[3] &+ left[4] &+ right[0],
                state[4] &+ left[0] &+ right[1], state[0] &+ left[1] &+ right[2], 0, 0, 0)
        }
    }

    static func finish(_ state: SIMD8<UInt32>, _ rest: ArraySlice<UInt8>, before: Int) -> [UInt8] {
        var state = state
        absorbEnd(rest, before: before, isBigEndian: false, into: &state)
        return (0..<digestLength).map { UInt8(truncatingIfNeeded: state[$0 / 4] >> UInt32($0 % 4 * 8)) }
    }

    /// Eighty steps, of which sixteen share a function and a constant.
    private static func line<Side: Line>(
        _ words: UnsafeBufferPointer<UInt32>, _ state: SIMD8<UInt32>, _: Side.Type
    ) -> SIMD8<UInt32> {
        var s = state
        for step in 0..<80 {
            let round = step / 16
            let mixed = s[0] &+ function(Side.function(round), s[1], s[2], s[3]) &+ words[Side.words[step]] &+ Side.constants[round]
            s = SIMD8(s[4], turn(mixed, Side.turns[step]) &+ s[4], s[1], turn(s[2], 10), s[3], 0, 0, 0)
        }
        return s
    }

    private static func turn(_ word: UInt32, _ count: Int) -> UInt32 { word << UInt32(count) | word >> UInt32(32 - count) }

    private static func function(_ number: Int, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
        switch number {
        case 0: x ^ y ^ z
        case 1: (x & y) | (~x & z)
        case 2: (x | ~y) ^ z
        case 3: (x & z) | (y & ~z)
        default: x ^ (y | ~z)
        }
    }

    /// What the two lines, which run beside each other over the same block, differ in.
    private protocol Line {
        static func function(_ round: Int) -> Int
        static var constants: [UInt32] { get }
        /// Which word of the block a step takes, and by how much it rotates.
        static var words: [Int] { get }
        static var turns: [Int] { get }
    }

    private enum Left: Line {
        static func function(_ round: Int) -> Int { round }
        static let constants: [UInt32] = [0, 0x5A82_7999, 0x6ED9_EBA1, 0x8F1B_BCDC, 0xA953_FD4E]
        static let words = [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
            3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
            4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
        ]
        static let turns = [
            11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
            11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
            9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
        ]
    }

    private enum Right: Line {
        static func function(_ round: Int) -> Int { 4 - round }
        static let constants: [UInt32] = [0x50A2_8BE6, 0x5C4D_D124, 0x6D70_3EF3, 0x7A6D_76E9, 0]
        static let words = [
            5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
            15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
            12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
        ]
        static let turns = [
            8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
            9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
            8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
        ]
    }
}
