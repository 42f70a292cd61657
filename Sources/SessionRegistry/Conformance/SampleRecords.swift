import SessionCore

/// Records for the checks: made up, the same at every run.
struct SampleRecords {
    /// 2026-01-01T00:00:00Z.
    static let start = Timestamp(seconds: 1_767_225_600)
    static let admin = Actor(name: "admin", at: start, reason: "conformance")

    private var state: UInt64

    init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func number(below bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    mutating func chance(_ oneIn: Int) -> Bool { number(below: oneIn) == 0 }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(below: values.count)] }

    mutating func digest() -> Digest256 {
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            let word = next()
            for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return Digest256(bytes: bytes) ?? .zero
    }

    /// A plain active session: of `user`, an hour old, seen a minute ago, for another hour.
    mutating func session(user: String? = "ann", token: TokenID? = nil) -> SessionRecord {
        let start = Self.start
        return SessionRecord(
            id: SessionID(digest()), userID: user, createdAt: start.advanced(bySeconds: -3_600),
            lastSeenAt: start.advanced(bySeconds: -60),
            expiresAt: start.advanced(bySeconds: 3_600), ip: "192.0.2.7",
            userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
            device: "Firefox on Linux", fresh: true, permanent: false, remembered: token != nil, tokenID: token)
    }

    /// A plain active token: a day old, used a minute ago, for another month.
    mutating func token(user: String = "ann") -> TokenSecretRecord {
        let start = Self.start
        let record = TokenRecord(
            id: TokenID(digest()), userID: user, createdAt: start.advanced(bySeconds: -86_400),
            lastUsedAt: start.advanced(bySeconds: -60),
            expiresAt: start.advanced(bySeconds: 2_592_000), uses: 3, ip: "192.0.2.7", userAgent: "curl/8.5.0", device: "curl")
        return TokenSecretRecord(
            record: record, verifier: digest(), previousVerifier: digest(), rotatedAt: start.advanced(bySeconds: -60))
    }

    static let users: [String?] = [
        nil, "ann", "Ann", "bob", "bob smith", "", "käthe", "ka\u{308}the", "\u{1F600}", "percent%", "under_score", "quo\"te",
        "back\\slash", "'; --", "\u{1B}[31m",
    ]
    static let addresses: [String?] = [
        nil, "10.0.0.1", "10.0.0.12", "10.1.2.3", "192.0.2.7", "::1", "2001:db8::7", "2001:DB8:0::7", "::ffff:10.0.0.1",
        "fe80::1%eth0", "unix:", "",
    ]
    static let agents: [String?] = [
        nil, "curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Python-Requests 100%",
        "\u{1B}]52;c;\u{7}", "",
    ]

    /// A session with anything in it: ties, missing values, odd text, every state but revoked.
    mutating func anySession() -> SessionRecord {
        let agent = pick(Self.agents)
        return SessionRecord(
            id: SessionID(digest()), userID: pick(Self.users), createdAt: someTime(), lastSeenAt: someTime(),
            expiresAt: chance(6) ? nil : someTime(), ip: pick(Self.addresses), userAgent: agent,
            device: chance(3)
                ? pick(["Firefox on Linux", "firefox on linux", "curl", "", "Ünïcode"]) : DeviceName.name(of: agent),
            fresh: pick([nil, true, false]), permanent: pick([nil, true, false]), remembered: pick([nil, true, false]))
    }

    mutating func anyToken() -> TokenSecretRecord {
        let agent = pick(Self.agents)
        let record = TokenRecord(
            id: TokenID(digest()), userID: pick(Self.users) ?? "nobody", createdAt: someTime(),
            lastUsedAt: chance(4) ? nil : someTime(),
            expiresAt: chance(6) ? nil : someTime(), uses: number(below: 4), ip: pick(Self.addresses), userAgent: agent,
            device: DeviceName.name(of: agent))
        return TokenSecretRecord(record: record, verifier: digest(), previousVerifier: nil, rotatedAt: nil)
    }

    /// Within two days of the start, often the same, sometimes to the microsecond.
    private mutating func someTime() -> Timestamp {
        var time = Self.start.advanced(bySeconds: Int64(number(below: 9) - 4) * 43_200)
        if chance(3) { time.microseconds += Int64(number(below: 1_000_000)) }
        return time
    }

    static let payload: SessionMap = [
        "_user_id": .string("ann"), "_fresh": .bool(true),
        "cart": .list([.integer(1), .null, .double(1.5), .tuple([.string("<b>")])]),
        "nested": .map(["z": .bytes([0, 255]), "a": .markup("<i>"), "": .bool(false)]),
        "big": .bigInteger("123456789012345678901234567890"),
        "id": .uuid("00112233445566778899aabbccddeeff"), "at": .date(start), "text": .string("ünï \u{1F600} \u{0} \u{1B}"),
    ]
}
