import SessionCore
import SessionRegistry

extension AuditEvent {
    var json: SessionMap {
        [
            "id": .integer(Int(id)), "at": SessionValue(time: at), "operator": .string(operatorName),
            "action": .string(action.rawValue),
            "subject": .map(subject.json), "user_id": SessionValue(optional: userID), "reason": SessionValue(optional: reason),
            "revocation": SessionValue(optional: revocation?.description), "hash": .string(hash.hex),
        ]
    }

    func row(at now: Timestamp) -> [String] {
        [
            String(id), RelativeTime.text(at, now: now), operatorName, action.rawValue, subject.words, userID ?? "-",
            revocation?.description ?? "-", reason ?? "-",
        ]
    }
}

extension AuditEvent.Subject {
    var json: SessionMap {
        switch self {
        case .session(let id): ["kind": .string("session"), "id": .string(id.hex)]
        case .token(let id): ["kind": .string("token"), "id": .string(id.hex)]
        case .user(let id): ["kind": .string("user"), "id": .string(id)]
        case .many(let sessions, let tokens, let chosenBy):
            ["kind": .string("many"), "sessions": .integer(sessions), "tokens": .integer(tokens), "chosen_by": .string(chosenBy)]
        }
    }

    var words: String {
        switch self {
        case .session(let id): "session \(id.hex.prefix(12))"
        case .token(let id): "token \(id.hex.prefix(12))"
        case .user(let id): "user \(id)"
        case .many(let sessions, let tokens, let chosenBy):
            "\(Count.words(sessions, "session")), \(Count.words(tokens, "token")) (\(chosenBy))"
        }
    }
}
