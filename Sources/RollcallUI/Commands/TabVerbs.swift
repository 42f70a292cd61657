import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// What the verbs of cookies, flows and the audit log do on the screen.
enum TabVerbs {
    @Sendable static func inspectCookie(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.options.isEmpty else { return .program }
        model.show(.cookies)
        if let cookie = arguments.operands.first, cookie != "-" {
            CookiesScreen.inspect(cookie, origin: .given, &model)
        } else {
            model.runBinding("cookies.type")
        }
        return .done
    }

    /// A flow that the Lab has runs there; any other file in the program.
    @Sendable static func runFlow(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard let file = arguments.operands.first else { return .refused("flows run needs a file.") }
        guard arguments.operands.count == 1, arguments.options.isEmpty,
            let index = model.lab.flows.firstIndex(where: { $0.file == file && $0.flow != nil })
        else { return .program }
        model.show(.lab)
        LabScreen.openFlow(index, &model, running: true)
        return .done
    }

    @Sendable static func listAudit(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.has(only: ["--user", "--revocation"]) else { return .program }
        var words: [String] = []
        if let user = arguments["--user"] { words.append(user.contains(" ") ? "\"user:\(user)\"" : "user:\(user)") }
        if let text = arguments["--revocation"] {
            guard let revocation = RevocationID(text) else {
                return .refused("--revocation takes an id such as r12, not \(text).")
            }
            words.append(revocation.description)
        }
        model.show(.audit)
        AuditScreen.filter(words.joined(separator: " "), &model)
        return .done
    }

    @Sendable static func verifyAudit(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.options.isEmpty else { return .program }
        model.show(.audit)
        model.runBinding("audit.verify")
        return .done
    }

    /// Health has the dialog for it.
    @Sendable static func purge(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.options.isEmpty, model.keymap[id: "health.purge"] != nil else { return .program }
        model.show(.health)
        model.runBinding("health.purge")
        return .done
    }

    @Sendable static func exportAudit(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard model.keymap[id: "audit.export"] != nil else { return .program }
        model.show(.audit)
        model.runBinding("audit.export")
        return .done
    }
}
