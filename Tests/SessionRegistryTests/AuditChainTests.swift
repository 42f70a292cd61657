import SessionCore
import SessionRegistry
import Testing

@Suite("The audit chain")
struct AuditChainTests {
    static func chain(_ count: Int) -> [AuditEvent] {
        var events: [AuditEvent] = []
        for number in 0..<count {
            let subjects: [AuditEvent.Subject] = [
                .session(SessionID(Digest256(sha256Of: "s\(number)"))), .token(TokenID(Digest256(sha256Of: "t"))), .user("ann"),
                .many(sessions: 2, tokens: 1, chosenBy: "ids"),
            ]
            events.append(
                AuditChain.next(
                    after: events.last.map { ($0.id, $0.hash) }, action: .revoke, subject: subjects[number % 4],
                    userID: number % 2 == 0 ? "ann" : nil,
                    actor: Actor(name: "op", at: Sample.now, reason: number % 3 == 0 ? nil : "reason"),
                    revocation: RevocationID(Int64(number + 1))))
        }
        return events
    }

    static func verdict(_ events: [AuditEvent]) -> AuditChainVerdict {
        var verifier = AuditChain.Verifier()
        for event in events { verifier.check(event) }
        return verifier.verdict
    }

    @Test("a chain that nobody touched is whole")
    func whole() {
        #expect(Self.verdict([]) == .intact(events: 0))
        #expect(Self.verdict(Self.chain(9)) == .intact(events: 9))
        #expect(Self.chain(1)[0].hash == AuditChain.hash(of: Self.chain(1)[0], after: AuditChain.origin))
    }

    @Test("a change of any field is found at its event", arguments: 0..<9)
    func changed(field: Int) {
        for position in 0..<5 {
            var events = Self.chain(8)
            switch field {
            case 0: events[position].at.microseconds += 1
            case 1: events[position].operatorName += " "
            case 2: events[position].action = .restore
            case 3: events[position].subject = .user("bob")
            case 4: events[position].userID = events[position].userID == nil ? "" : nil
            case 5: events[position].reason = events[position].reason == nil ? "" : nil
            case 6: events[position].revocation = nil
            case 7: events[position].hash = Digest256(sha256Of: "forged")
            default: events[position].subject = .many(sessions: 2, tokens: 2, chosenBy: "ids")
            }
            #expect(Self.verdict(events) == .broken(at: Int64(position + 1), events: 8))
        }
    }

    @Test("a removed, swapped or inserted event is found")
    func moved() {
        var removed = Self.chain(8)
        removed.remove(at: 3)
        #expect(Self.verdict(removed) == .broken(at: 4, events: 7))
        var first = Self.chain(8)
        first.removeFirst()
        #expect(Self.verdict(first) == .broken(at: 1, events: 7))
        var swapped = Self.chain(8)
        swapped.swapAt(2, 5)
        #expect(Self.verdict(swapped) == .broken(at: 3, events: 8))
        var doubled = Self.chain(8)
        doubled.insert(doubled[4], at: 4)
        #expect(Self.verdict(doubled) == .broken(at: 6, events: 9))
    }

    @Test("the borders between fields cannot be moved")
    func borders() {
        var a = Self.chain(1)[0]
        var b = a
        (a.operatorName, a.userID) = ("ab", "c")
        (b.operatorName, b.userID) = ("a", "bc")
        #expect(AuditChain.canonicalBytes(of: a) != AuditChain.canonicalBytes(of: b))
        b = a
        (a.userID, a.reason) = (nil, "")
        (b.userID, b.reason) = ("", nil)
        #expect(AuditChain.canonicalBytes(of: a) != AuditChain.canonicalBytes(of: b))
    }

    @Test("the canonical form does not change, as it would break every log that is kept")
    func stable() {
        let event = AuditChain.next(
            after: nil, action: .theft, subject: .user("ann"), userID: "ann", actor: Actor(name: "op", at: Sample.now),
            revocation: RevocationID(7))
        #expect(AuditChain.canonicalBytes(of: event).count == 16 + 8 + 16 + 16 + 10 + 13 + 12 + 11 + 11 + 8 + 16)
        #expect(event.hash.hex == "9cccba073d539fcae119ba4777e63053a31a750d8d008bb48d2c3c51667a6c32")
    }
}
