import SessionCore
import SessionRegistry
import Testing
import rollcall

@Suite("A conversation in the plain mode")
struct PlainConversationTests {
    private let now = FollowNewsTests.start

    private func begun(_ sessions: [SessionRecord], readOnly: Bool = false) async throws -> (PlainConversation, MemoryRegistry) {
        let store = MemoryRegistry(name: "plain")
        for session in sessions { try await store.insert(session, payload: ["cart": .list([.map(["sku": .string("A-7")])])]) }
        let conversation = PlainConversation(store: store, readOnly: readOnly, operatorName: "ops")
        _ = await conversation.begin(now: now)
        return (conversation, store)
    }

    /// Ids that differ where one looks.
    private func session(_ digit: String, user: String = "ada") throws -> SessionRecord {
        var record = try FollowNewsTests.session(1, user: user)
        record.id = try #require(SessionID(hex: String(repeating: digit, count: 64)))
        return record
    }

    @Test(
        "one session takes y, and nothing else",
        arguments: [("y", true), ("Y", false), ("yes", false), ("", false), (" y", false), ("n", false), ("quit", false)])
    func one(answer: String, revoked: Bool) async throws {
        let (conversation, store) = try await begun([try session("a"), try session("b")])
        let question = await conversation.take("revoke aaaaaa", now: now)
        #expect(question.asks)
        #expect(question.lines.first == "Revoke 1 session:")
        #expect(question.lines.dropFirst().first?.contains("ada, Firefox on Linux") == true)
        let reason = await conversation.take("laptop lost", now: now)
        #expect(reason.asks)
        #expect(reason.lines == ["Type y to revoke it; anything else cancels."])
        let reply = await conversation.take(answer, now: now)
        #expect(reply.lines.first?.contains(revoked ? "Verified: the store was read again" : "Nothing was revoked") == true)
        let record = try #require(try await store.session(try session("a").id))
        #expect((record.revocation != nil) == revoked)
        #expect(record.revocation?.reason == (revoked ? "laptop lost" : nil))
        #expect(try await store.session(try session("b").id)?.revocation == nil)
    }

    @Test("several take their count, a user takes the user's id, and undo takes the last back")
    func several() async throws {
        let (conversation, store) = try await begun([try session("a"), try session("b"), try session("c", user: "bob")])
        _ = await conversation.take("revoke aaaaaa bbbbbb", now: now)
        #expect(await conversation.take("", now: now).lines == ["Type 2 to revoke all 2; anything else cancels."])
        #expect(await conversation.take("y", now: now).lines == ["Cancelled. Nothing was revoked."])
        _ = await conversation.take("revoke user ada", now: now)
        #expect(
            await conversation.take("", now: now).lines == ["Type ada to revoke everything of this user; anything else cancels."])
        #expect(await conversation.take("ada", now: now).lines.first?.hasPrefix("Revoked 2 sessions as r1.") == true)
        #expect(try await store.session(try session("c").id)?.revocation == nil)
        #expect(await conversation.take("undo", now: now).lines == ["Restored 2 sessions of r1."])
        #expect(try await store.session(try session("a").id)?.revocation == nil)
        #expect(await conversation.take("undo", now: now).lines == ["Nothing was revoked here that could be restored."])
    }

    @Test("a full stop instead of a reason cancels, and so does the end of the input")
    func cancelled() async throws {
        let (conversation, store) = try await begun([try session("a")])
        _ = await conversation.take("revoke aaaaaa", now: now)
        #expect(await conversation.take(".", now: now).lines == ["Cancelled. Nothing was revoked."])
        _ = await conversation.take("revoke aaaaaa", now: now)
        let end = await conversation.end()
        #expect(end.ends)
        #expect(end.lines == ["Nothing was revoked: the input ended before the answer."])
        #expect(try await store.session(try session("a").id)?.revocation == nil)
    }

    @Test("what the question named is what goes, whatever comes meanwhile; and nothing is said into the question")
    func pinned() async throws {
        let (conversation, store) = try await begun([try session("a")])
        _ = await conversation.take("revoke aaaaaa", now: now)
        try await store.insert(try session("b"), payload: [:])
        #expect(await conversation.poll(now: now).lines == [])
        _ = await conversation.take("", now: now)
        #expect(await conversation.take("y", now: now).lines.first?.hasPrefix("Revoked 1 session as") == true)
        #expect(try await store.session(try session("b").id)?.revocation == nil)
        #expect(await conversation.poll(now: now).lines.count == 2)
    }

    @Test("read-only refuses to revoke and to undo")
    func readOnly() async throws {
        let (conversation, _) = try await begun([try session("a")], readOnly: true)
        for line in ["revoke aaaaaa", "revoke user ada", "undo"] {
            let reply = await conversation.take(line, now: now)
            #expect(!reply.asks)
            #expect(reply.lines.first?.hasPrefix("The store is open read-only.") == true)
        }
    }

    @Test("show reads the payload out by its way, and an id that is none is told apart from one that is missing")
    func show() async throws {
        let (conversation, _) = try await begun([try session("a")])
        let lines = await conversation.take("show aaaaaaa", now: now).lines
        #expect(lines.contains("user: ada"))
        #expect(lines.contains("payload, cart, 1, sku: A-7"))
        #expect(
            await conversation.take("show bbbbbb", now: now).lines.first?.contains("has an id that begins with bbbbbb") == true)
        #expect(await conversation.take("show xyz", now: now).lines.first?.contains("xyz is no id") == true)
    }

    @Test("pages follow each other, and end")
    func pages() async throws {
        let (conversation, _) = try await begun(try (1...45).map { try FollowNewsTests.session($0) })
        #expect(await conversation.take("next", now: now).lines.first?.hasPrefix("There is no next page") == true)
        #expect(await conversation.take("list", now: now).lines.count == 21)
        #expect(await conversation.take("next", now: now).lines.count == 21)
        let last = await conversation.take("next", now: now).lines
        #expect(last.count == 6)
        #expect(last.last == "That is all.")
        #expect(await conversation.take("list user:nobody", now: now).lines == ["No session matches."])
        #expect(await conversation.take("list fresh:maybe", now: now).lines.first?.hasPrefix("Filter: ") == true)
    }

    @Test("paused it says nothing, and afterwards all of it")
    func paused() async throws {
        let (conversation, store) = try await begun([try session("a")])
        _ = await conversation.take("pause", now: now)
        try await store.insert(try session("b", user: "bob"), payload: [:])
        #expect(await conversation.poll(now: now).lines == [])
        let lines = await conversation.take("resume", now: now).lines
        #expect(lines.count == 1)
        #expect(lines.first?.contains("bob logged in") == true)
        #expect(await conversation.take("resume", now: now).lines == ["Nothing has changed."])
    }
}
