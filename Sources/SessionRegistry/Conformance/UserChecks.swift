import SessionCore

extension StoreConformance {
    private static let now = SampleRecords.start

    static let userChecks: [Check] = [
        Check("users are found by id, email and API key, and listed by id in pages") { store in
            var samples = SampleRecords(seed: 70)
            var expected: [UserRecord] = []
            for id in ["10", "2", "ann", "Bob", "\u{E4}nn", "o'brien"] {
                let user = UserRecord(
                    id: id, email: "\(id)@example.org", passwordHash: "scrypt:1:1:1$s$h", active: id != "2",
                    apiKeyDigest: id == "2" ? nil : samples.digest())
                expected.append(user)
                try await store.put(user, actor: SampleRecords.admin)
            }
            expected.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
            var seen: [UserRecord] = []
            while true {
                let page = try await store.users(after: seen.last?.id, limit: 4)
                if page.isEmpty || seen.count > 10 { break }
                seen += page
            }
            try expectEqual(seen, expected, "the users")
            for user in expected {
                try expectEqual(try await store.user(id: user.id), user, "the user by id")
                try expectEqual(try await store.user(email: user.email), user, "the user by email")
                if let key = user.apiKeyDigest {
                    try expectEqual(try await store.user(apiKeyDigest: key), user, "the user by API key")
                }
            }
            try expectEqual(try await store.user(email: "nobody@example.org"), nil, "a user by an email that no one has")
            try expectEqual(try await store.user(apiKeyDigest: samples.digest()), nil, "a user by an API key that no one has")
        },
        Check("an email that another user has is a conflict and changes nothing; the user's own is not") { store in
            var ann = UserRecord(id: "1", email: "a@example.org", passwordHash: "h", active: true)
            let bob = UserRecord(id: "2", email: "b@example.org", passwordHash: "h", active: true)
            for user in [ann, bob] { try await store.put(user, actor: SampleRecords.admin) }
            var thief = bob
            thief.email = ann.email
            try await expectError(.conflict, "an email is taken") { try await store.put(thief, actor: SampleRecords.admin) }
            try expectEqual(try await store.user(id: "2"), bob, "the user whose change was refused")
            var samples = SampleRecords(seed: 71)
            var carl = UserRecord(id: "3", email: "c@example.org", passwordHash: "h", active: true, apiKeyDigest: samples.digest())
            try await store.put(carl, actor: SampleRecords.admin)
            (carl.id, carl.email) = ("4", "d@example.org")
            try await expectError(.conflict, "an API key is taken") { try await store.put(carl, actor: SampleRecords.admin) }
            let dora = UserRecord(id: "5", email: "e@example.org", passwordHash: "h", active: true)
            try await expectError(.conflict, "one of several is refused") { try await store.put([dora, thief], actor: SampleRecords.admin) }
            try expectEqual(try await store.user(id: "5"), nil, "the user beside the one that was refused")
            try expectEqual(try await store.removeUser("3", actor: SampleRecords.admin), true, "the removal")
            ann.passwordHash = "other"
            try await store.put(ann, actor: SampleRecords.admin)
            try expectEqual(try await store.user(id: "1"), ann, "the changed user")
            let actions = try await store.auditEvents(AuditQuery()).map(\.action)
            try expectEqual(actions, [.userChanged, .userRemoved, .userAdded, .userAdded, .userAdded], "the events' actions")
        },
        Check("deactivating a user, and removing one, ends that user's sessions and tokens and no one else's") { store in
            for removing in [false, true] {
                let id = removing ? "bob" : "ann"
                var samples = SampleRecords(seed: removing ? 71 : 72)
                var user = UserRecord(id: id, email: "\(id)@example.org", passwordHash: "h", active: true)
                try await store.put(user, actor: SampleRecords.admin)
                let token = samples.token(user: id)
                let session = samples.session(user: id, token: token.record.id)
                let other = samples.session(user: "carol")
                try await store.insert(token)
                for record in [session, other] { try await store.insert(record, payload: [:]) }
                if removing {
                    try expectEqual(try await store.removeUser(id, actor: SampleRecords.admin), true, "removing a user")
                    try expectEqual(try await store.user(id: id), nil, "the removed user")
                } else {
                    user.active = false
                    try await store.put(user, actor: SampleRecords.admin)
                    try expectEqual(try await store.user(id: id), user, "the deactivated user")
                }
                let what = removing ? "removed" : "deactivated"
                try expect(
                    try await store.session(session.id)?.state(at: now) != .active, "the session of a \(what) user is active")
                try expect(
                    try await store.token(token.record.id)?.state(at: now) != .active, "the token of a \(what) user is active")
                try expectEqual(try await store.session(other.id)?.state(at: now), .active, "the state of another user's session")
                let event = try await store.auditEvents(AuditQuery(limit: 1)).first
                try expectEqual(event?.action, removing ? .userRemoved : .userChanged, "the newest event's action")
                try expectEqual(event?.subject, .user(id), "the newest event's subject")
                try expectEqual(event?.userID, id, "the newest event's user")
            }
        },
    ]
}
