import SessionCore

extension StoreConformance {
    private static let now = SampleRecords.start

    /// Filters that between them use every test, its negation, and characters that mean something to databases.
    private static let filters = [
        "", "ann", "ANN", "-ann", "10.0.0", "firefox", "\"on linux\"", "%", "_", "\"\\\\\"", "\"'\"", "\"\\\"\"", "K\u{E4}THE",
        "k\u{E4}the", "\u{1F600}",
        "\"\u{1B}\"", "user:ann", "user:Ann", "-user:ann", "user:\"bob smith\"", "user:\"\"", "user:percent%", "user:k\u{E4}the",
        "user:ka\u{308}the",
        "ip:10.0.0.1", "-ip:10.", "ip:2001:DB8:", "ip:f", "ip:10.0.0.0/8", "-ip:10.0.0.0/8", "ip:10.0.0.1/32", "ip:0.0.0.0/0",
        "ip:::/0", "ip:2001:db8::/32",
        "ip:fe80::/10", "ip:::1/128", "agent:curl", "-agent:CURL", "agent:100%", "agent:\"Linux x86_64\"", "agent:\u{DC}n",
        "state:active", "-state:active",
        "state:expired", "-state:expired", "state:revoked", "-state:revoked", "fresh:yes", "fresh:no", "-fresh:yes", "-fresh:no",
        "remembered:yes",
        "-remembered:yes", "remembered:no", "older:12h", "-older:12h", "older:0s", "older:86400", "seen:12h", "-seen:12h",
        "seen:0s", "seen:1d", "seen:3d", "id:0",
        "-id:0", "id:f", "ann state:active", "ann -fresh:yes older:1d", "-ann -bob -curl", "state:active state:expired",
        "fresh:yes -remembered:yes ip:10.0.0.0/8",
    ]

    static let filterChecks: [Check] = [
        Check("every filter finds the sessions that its terms describe, and counts them") { store in
            var samples = SampleRecords(seed: 40)
            var records = (0..<150).map { _ in samples.anySession() }
            for record in records { try await store.insert(record, payload: [:]) }
            try await revoke(store, .sessions(records.prefix(40).map(\.id)))
            for index in records.indices { records[index] = try await store.session(records[index].id) ?? records[index] }
            for text in filters {
                let filter = try Filter(parsing: text)
                let expected = Set(records.filter { filter.matches($0, now: now) }.map(\.id))
                let page = try await store.sessions(SessionQuery(filter: filter, limit: 1_000, now: now))
                try compare(Set(page.elements.map(\.id)), expected, "sessions with the filter '\(text)'")
                try expectEqual(page.elements.count, expected.count, "how many rows the filter '\(text)' gives")
                try expectEqual(
                    try await store.countSessions(filter, now: now, upTo: 1_000), expected.count,
                    "the count of sessions with '\(text)'")
                try expectEqual(
                    try await store.countSessions(filter, now: now, upTo: 3), min(3, expected.count),
                    "that count up to 3, with '\(text)'")
            }
        },
        Check("every filter finds the remember tokens that its terms describe, and counts them") { store in
            var samples = SampleRecords(seed: 41)
            var tokens = (0..<120).map { _ in samples.anyToken().record }
            for record in tokens {
                try await store.insert(
                    TokenSecretRecord(record: record, verifier: samples.digest(), previousVerifier: nil, rotatedAt: nil))
            }
            try await revoke(store, .tokens(tokens.prefix(30).map(\.id)))
            for index in tokens.indices { tokens[index] = try await store.token(tokens[index].id) ?? tokens[index] }
            for text in filters {
                let filter = try Filter(parsing: text)
                let expected = Set(tokens.filter { filter.matches($0, now: now) }.map(\.id))
                let page = try await store.tokens(TokenQuery(filter: filter, limit: 1_000, now: now))
                try compare(Set(page.elements.map(\.id)), expected, "tokens with the filter '\(text)'")
                try expectEqual(
                    try await store.countTokens(filter, now: now, upTo: 1_000), expected.count,
                    "the count of tokens with '\(text)'")
                try expectEqual(
                    try await store.countTokens(filter, now: now, upTo: 2), min(2, expected.count),
                    "that count up to 2, with '\(text)'")
            }
        },
        Check("random combinations of terms find what they describe") { store in
            var samples = SampleRecords(seed: 42)
            let records = (0..<120).map { _ in samples.anySession() }
            for record in records { try await store.insert(record, payload: [:]) }
            for _ in 0..<60 {
                let text = (0...samples.number(below: 3)).map { _ in samples.pick(filters.filter { !$0.isEmpty }) }.joined(
                    separator: " ")
                let filter = try Filter(parsing: text)
                let expected = Set(records.filter { filter.matches($0, now: now) }.map(\.id))
                let page = try await store.sessions(SessionQuery(filter: filter, limit: 1_000, now: now))
                try compare(Set(page.elements.map(\.id)), expected, "sessions with the filter '\(text)'")
            }
        },
        Check("what a filter's time is measured from is the query's now") { store in
            var samples = SampleRecords(seed: 43)
            let record = samples.session()
            try await store.insert(record, payload: [:])
            func found(_ text: String, at now: Timestamp) async throws -> Int {
                try await store.countSessions(try Filter(parsing: text), now: now, upTo: 10)
            }
            let end = now.advanced(bySeconds: 3_600)
            try expectEqual(
                try await found("state:active", at: end.advanced(bySeconds: -1)), 1, "active sessions a second before the end")
            try expectEqual(try await found("state:active", at: end), 0, "active sessions at the end")
            try expectEqual(try await found("state:expired", at: end), 1, "expired sessions at the end")
            // Seen a minute before the sample's now.
            try expectEqual(try await found("older:1m", at: now), 1, "sessions not seen for exactly as long")
            try expectEqual(try await found("seen:1m", at: now), 0, "sessions seen exactly as long ago")
            try expectEqual(try await found("older:61s", at: now), 0, "sessions not seen for a second more")
            try expectEqual(try await found("seen:61s", at: now), 1, "sessions seen within a second more")
        },
    ]

    private static func compare<ID: Hashable & CustomStringConvertible>(_ seen: Set<ID>, _ expected: Set<ID>, _ what: String)
        throws
    {
        let missing = expected.subtracting(seen)
        let extra = seen.subtracting(expected)
        try expect(
            missing.isEmpty && extra.isEmpty,
            "\(what): \(expected.count) expected, \(missing.count) of them missing, \(extra.count) found that do not match")
    }
}
