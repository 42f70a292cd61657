/// SM3 (GB/T 32905-2016; ISO/IEC 10118-3).
enum SM3: BlockHash {
    static let blockLength = 64
    static let digestLength = 32
    static let start: SIMD8<UInt32> = [
        0x7380_166F, 0x4914_B2B9, 0x1724_42D7, 0xDA8A_0600, 0xA96F_30BC, 0x1631_38AA, 0xE38D_EE4D, 0xB0FB_0E4E,
    ]

    static func absorb(_ block: ArraySlice<UInt8>, into state: inout SIMD8<UInt32>) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 68) { words in
            for place in 0..<16 {
                let start = block.startIndex + 4 * place
                words[place] = block[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
            }
            for place in 16..<68 {
                let mixed = words[place - 16] ^ words[place - 9] ^ turn(words[place - 3], 15)
                words[place] = mixed ^ turn(mixed, 15) ^ turn(mixed, 23) ^ turn(words[place - 13], 7) ^ words[place - 6]
            }
            var s = state
            for round in 0..<64 {
                let isFirst = round < 16
                let a = turn(s[0], 12)
                let sum = turn(a &+ s[4] &+ turn(isFirst ? 0x79CC_4519 : 0x7A87_9D8A, round % 32), 7)
                let majority = isFirst ? s[0] ^ s[1] ^ s[2] : (s[0] & s[1]) | (s[0] & s[2]) | (s[1] & s[2])
                let choice = isFirst ? s[4] ^ s[5] ^ s[6] : (s[4] & s[5]) | (~s[4] & s[6])
                let first = majority &+ s[3] &+ (sum ^ a) &+ (words[round] ^ words[round + 4])
                let second = choice &+ s[7] &+ sum &+ words[round]
                s = SIMD8(first, s[0], turn(s[1], 9), s[2], second ^ turn(second, 9) ^ turn(second, 17), s[4], turn(s[5], 19), s[6])
            }
            state ^= s
        }
    }

    static func finish(_ state: SIMD8<UInt32>, _ rest: ArraySlice<UInt8>, before: Int) -> [UInt8] {
        var state = state
        absorbEnd(rest, before: before, isBigEndian: true, into: &state)
        return (0..<digestLength).map { UInt8(truncatingIfNeeded: state[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
    }

    private static func turn(_ word: UInt32, _ count: Int) -> UInt32 { word << UInt32(count) | word >> UInt32((32 - count) % 32) }
}
