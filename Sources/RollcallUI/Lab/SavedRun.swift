import CookieInspector
package import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// A run of the Lab as a flow that can be replayed: what was done, what was seen as its expectations, and no password of
/// anyone's. Who logged in with the right password gets a stand-in, in the user's row and in the form alike.
package enum SavedRun {
    package static let wrongPassword = "not the password"
    package static let wrongKey = "not the key"

    package static func standIn(for user: MockUser) -> String { "password of \(user.id)" }

    /// - Parameters:
    ///   - recorded: `FlowRun.recorded`, its users as they were before the first step.
    ///   - history: `FlowRun.history`, an outcome a step of `recorded`.
    package static func flow(recorded: Flow, history: [StepOutcome], name: String) -> Flow {
        var flow = recorded
        flow.name = name
        if flow.about == nil { flow.about = "Saved from the Lab. Passwords are stand-ins." }
        // Passwords that are in clear in the flow already are test data of a flow file and stay.
        let standIns = flow.users.filter { $0.passwordHash != nil }
        // Of a store's users only those that the run is about: a saved file is no list of everybody.
        let concerned = concerned(in: flow, history: history)
        flow.users = flow.users.filter {
            $0.passwordHash == nil || concerned.contains($0.id) || $0.email.map(concerned.contains) == true
        }
        .map(withStandIn)
        // Users that the run itself added have published test passwords.
        var added: [MockUser] = []
        for (index, step) in flow.steps.enumerated() {
            let outcome = index < history.count ? history[index] : nil
            switch step {
            case .request(var request):
                redact(&request, standIns: standIns, inClear: recorded.users + added, outcome: outcome)
                if request.expect == nil, let outcome, let seen = outcome.observation {
                    request.expect = expectation(seen, outcome)
                }
                flow.steps[index] = .request(request)
            case .setUser(let user):
                added.append(user)
                flow.steps[index] = .setUser(withStandIn(user))
            default: break
            }
        }
        return flow
    }

    /// Ids and emails that steps and answers name.
    private static func concerned(in flow: Flow, history: [StepOutcome]) -> Set<String> {
        var names: Set<String> = []
        for step in flow.steps {
            switch step {
            case .request(let request): names.formUnion(request.form.filter { $0.name == "email" }.map(\.value))
            case .setUser(let user): names.insert(user.id)
            case .deleteUser(let id), .revoke(.user(let id)): names.insert(id)
            default: break
            }
        }
        names.formUnion(history.compactMap { $0.observation?.user })
        return names
    }

    private static func withStandIn(_ user: MockUser) -> MockUser {
        guard user.passwordHash != nil else { return user }
        var user = user
        user.passwordHash = nil
        user.password = standIn(for: user)
        return user
    }

    /// Passwords and API keys that were typed and are not test data of the flow itself.
    private static func redact(
        _ request: inout FlowRequest, standIns: [MockUser], inClear: [MockUser], outcome: StepOutcome?
    ) {
        let keys = Set(inClear.compactMap(\.apiKey))
        for index in request.headers.indices where request.headers[index].name.lowercased() == "x-api-key" {
            if !keys.contains(request.headers[index].value) { request.headers[index].value = wrongKey }
        }
        guard request.method == .post, let email = request.form.first(where: { $0.name == "email" })?.value else { return }
        let published = Set(inClear.compactMap { $0.passwordHash == nil ? $0.password : nil })
        for index in request.form.indices where request.form[index].name == "password" {
            guard let user = standIns.first(where: { $0.email == email }) else {
                // Nobody of the store: the text was typed, perhaps by mistake a real password.
                if !standIns.isEmpty, !published.contains(request.form[index].value) { request.form[index].value = wrongPassword }
                continue
            }
            let refused = outcome?.observation?.body == "Bad login" || outcome?.observation == nil
            request.form[index].value = refused ? wrongPassword : standIn(for: user)
        }
    }

    /// All that was seen, and that a replay shows again: the clock stands still but for the flow's own steps. Of cookies the
    /// names: what a registry puts into them are secrets.
    private static func expectation(_ seen: Observation, _ outcome: StepOutcome) -> Expectation {
        Expectation(
            status: seen.status, location: seen.location.map(Expectation.Nullable.text) ?? .null,
            body: seen.body.map(Expectation.Nullable.text) ?? .null, user: seen.user.map(Expectation.Nullable.text) ?? .null,
            session: seen.session.map(Expectation.Session.holding) ?? Expectation.Session.none, cookiesSet: outcome.cookiesSet,
            cookiesCleared: outcome.cookiesCleared, signals: seen.signals)
    }
}
