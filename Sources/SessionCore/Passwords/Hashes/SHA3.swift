/// SHA-3 (FIPS 202): Keccak-f[1600] as a sponge.
protocol SHA3: BlockHash where State == [UInt64] {}

extension SHA3 {
    static var blockLength: Int { 200 - 2 * digestLength }
    /// Twenty-five lanes, row by row.
    static var start: [UInt64] { [UInt64](repeating: 0, count: 25) }

    static func absorb(_ block: ArraySlice<UInt8>, into state: inout State) {
        for (place, byte) in block.enumerated() { state[place / 8] ^= UInt64(byte) << UInt64(place % 8 * 8) }
        Keccak.permute(&state)
    }

    static func finish(_ state: State, _ rest: ArraySlice<UInt8>, before: Int) -> [UInt8] {
        var state = state
        var rest = rest
        if rest.count == blockLength {
            absorb(rest, into: &state)
            rest = []
        }
        var last = Array(rest) + [UInt8](repeating: 0, count: blockLength - rest.count)
        last[rest.count] ^= 0x06
        last[blockLength - 1] ^= 0x80
        absorb(last[...], into: &state)
        return (0..<digestLength).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }
}

enum SHA3Of224: SHA3 { static let digestLength = 28 }
enum SHA3Of256: SHA3 { static let digestLength = 32 }
enum SHA3Of384: SHA3 { static let digestLength = 48 }
enum SHA3Of512: SHA3 { static let digestLength = 64 }

private enum Keccak {
    /// Bits of a linear feedback shift register (FIPS 202, 3.2.5), of which bit 2^j - 1 of a round's constant is the j-th.
    private static let constants: [UInt64] = {
        var register: UInt8 = 1
        return (0..<24).map { _ in
            var constant: UInt64 = 0
            for bit in 0..<7 {
                if register & 1 == 1 { constant |= 1 << UInt64((1 << bit) - 1) }
                register = register << 1 ^ (register >> 7 == 1 ? 0x71 : 0)
            }
            return constant
        }
    }()

    static func permute(_ state: inout [UInt64]) {
        state.withUnsafeMutableBufferPointer { lanes in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 5) { column in
                for constant in constants { round(lanes, column, constant) }
            }
        }
    }

    private static func round(_ lanes: UnsafeMutableBufferPointer<UInt64>, _ column: UnsafeMutableBufferPointer<UInt64>, _ constant: UInt64) {
        func turned(_ lane: UInt64, _ count: Int) -> UInt64 { count == 0 ? lane : lane << UInt64(count) | lane >> UInt64(64 - count) }
        for x in 0..<5 { column[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] }
        for x in 0..<5 {
            let parity = column[(x + 4) % 5] ^ turned(column[(x + 1) % 5], 1)
            for y in 0..<5 { lanes[x + 5 * y] ^= parity }
        }
        // Each lane goes to the next place on a path through all but the first, turned by one more step than the last.
        var (x, y) = (1, 0)
        var moving = lanes[1]
        for step in 0..<24 {
            (x, y) = (y, (2 * x + 3 * y) % 5)
            let held = lanes[x + 5 * y]
            lanes[x + 5 * y] = turned(moving, (step + 1) * (step + 2) / 2 % 64)
            moving = held
        }
        for y in 0..<5 {
            for x in 0..<5 { column[x] = lanes[x + 5 * y] }
            for x in 0..<5 { lanes[x + 5 * y] = column[x] ^ (~column[(x + 1) % 5] & column[(x + 2) % 5]) }
        }
        lanes[0] ^= constant
    }
}
