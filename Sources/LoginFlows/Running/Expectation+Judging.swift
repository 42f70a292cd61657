import SessionCore

extension Expectation {
    /// What does not hold, in the order of the format's table, each with expected and seen as JSON.
    ///
    /// - Parameters:
    ///   - set: names of cookies that were set to live on.
    ///   - cleared: names of cookies that were set to expire.
    func failures(in seen: Observation, set: [String], cleared: [String]) -> [ExpectationFailure] {
        var failures: [ExpectationFailure] = []
        func check(_ key: String, _ holds: Bool, _ expected: SessionValue, _ actual: SessionValue) {
            if !holds {
                failures.append(ExpectationFailure(key: key, expected: JSONText.line(expected), seen: JSONText.line(actual)))
            }
        }
        func texts(_ texts: [String]) -> SessionValue { .list(texts.map { .string($0) }) }
        if let status { check("status", status == seen.status, .integer(status), .integer(seen.status)) }
        for (key, expected, actual) in [
            ("location", location, seen.location), ("body", body, seen.body), ("user", user, seen.user),
        ] {
            guard let expected else { continue }
            let actual: SessionValue = actual.map { .string($0) } ?? .null
            check(key, Self.equal(expected.value, actual), expected.value, actual)
        }
        if let bodyContains {
            let holds = seen.body.map { Self.contains($0, bodyContains) } ?? false
            check("body_contains", holds, .string(bodyContains), seen.body.map { .string($0) } ?? .null)
        }
        if let session { judge(session, seen.session.map { .map($0) } ?? seen.sessionOfOtherType, check) }
        if let sessionWithout {
            let present = sessionWithout.filter { seen.session?[$0] != nil }
            check("session_without", present.isEmpty, texts(sessionWithout), texts(present))
        }
        if let cookiesSet { check("cookies_set", Self.sameNames(cookiesSet, set), texts(cookiesSet), texts(set)) }
        if let cookiesCleared {
            check("cookies_cleared", Self.sameNames(cookiesCleared, cleared), texts(cookiesCleared), texts(cleared))
        }
        if let setCookieHas {
            let missing = setCookieHas.filter { text in !seen.setCookie.contains { Self.contains($0, text) } }
            check("set_cookie_has", missing.isEmpty, texts(missing), texts(seen.setCookie))
        }
        if let signals { check("signals", signals == seen.signals, texts(signals), texts(seen.signals)) }
        return failures
    }

    private func judge(_ expected: Session, _ seen: SessionValue?, _ check: (String, Bool, SessionValue, SessionValue) -> Void) {
        switch expected {
        case .none: check("session", seen == nil, .null, seen ?? .null)
        case .holding(let values):
            guard case .map(let seen)? = seen else { return check("session", false, .map(values), seen ?? .null) }
            for (key, value) in values.pairs {
                check(
                    "session.\(key)", seen[key].map { Self.equal(value, $0) } ?? false, value,
                    seen[key] ?? .string("(no such key)"))
            }
        }
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        part.isEmpty || !Array(text.utf8).ranges(of: Array(part.utf8)).isEmpty
    }

    private static func sameNames(_ a: [String], _ b: [String]) -> Bool {
        Set(a.map { Array($0.utf8) }) == Set(b.map { Array($0.utf8) })
    }

    /// JSON's equality: the order of keys does not matter, nor whether a number was written with a fraction of zero.
    private static func equal(_ a: SessionValue, _ b: SessionValue) -> Bool {
        switch (a, b) {
        case (.integer(let whole), .double(let number)), (.double(let number), .integer(let whole)):
            return Double(whole) == number
        case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
        case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { equal($0, $1) }
        case (.map(let a), .map(let b)):
            return a.count == b.count && a.pairs.allSatisfy { pair in b[pair.key].map { equal(pair.value, $0) } ?? false }
        default: return a == b
        }
    }
}

extension Expectation.Nullable {
    var value: SessionValue {
        switch self {
        case .null: .null
        case .text(let text): .string(text)
        }
    }
}
