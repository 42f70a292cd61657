import SessionCore

/// Flows and their parts as the maps that a flow file holds: the common ground of the YAML writer and of the JSON report. What
/// has its default value is left out.
enum FlowDocumentForm {
    /// Stands for the key null where YAML can say it; JSON cannot.
    static let nullKey = "\u{0}null"

    static func flow(_ flow: Flow) -> SessionMap {
        var map: SessionMap = ["flow": .string(flow.name)]
        map["about"] = flow.about.map { .string($0) }
        if flow.clock != Flow.defaultClock { map["clock"] = .string(flow.clock.iso8601) }
        let app = application(flow.app)
        if !app.isEmpty { map["app"] = .map(app) }
        if !flow.client.isEmpty { map["client"] = .map(client(flow.client)) }
        if !flow.users.isEmpty { map["users"] = .list(flow.users.map { .map(user($0)) }) }
        if !flow.steps.isEmpty { map["steps"] = .list(flow.steps.map { .map(step($0)) }) }
        return map
    }

    private static func texts(_ texts: [String]) -> SessionValue { .list(texts.map { .string($0) }) }

    private static func application(_ app: ApplicationSettings) -> SessionMap {
        var map = SessionMap()
        if app.sessions != .cookie { map["sessions"] = .string(app.sessions.rawValue) }
        if app.remember != .signed { map["remember"] = .string(app.remember.rawValue) }
        if app.registry != RegistryLimits() {
            var limits = SessionMap()
            limits["idle_lifetime"] = app.registry.idleLifetime.map { .integer(Int($0)) }
            limits["absolute_lifetime"] = app.registry.absoluteLifetime.map { .integer(Int($0)) }
            limits["grace"] = app.registry.grace.map { .integer(Int($0)) }
            limits["sessions_per_user"] = app.registry.sessionsPerUser.map { .integer($0) }
            map["registry"] = .map(limits)
        }
        if !app.secretKey.utf8.elementsEqual(ApplicationSettings.defaultSecretKey.utf8) {
            map["secret_key"] = .string(app.secretKey)
        }
        if !app.secretKeyFallbacks.isEmpty { map["secret_key_fallbacks"] = texts(app.secretKeyFallbacks) }
        var config = SessionMap()
        for key in ConfigKey.allCases { config[key.rawValue] = app.config[key].map(setting) }
        if !config.isEmpty { map["config"] = .map(config) }
        var manager = SessionMap()
        for key in ManagerKey.allCases { manager[key.rawValue] = app.loginManager[key].map(setting) }
        if let byBlueprint = app.blueprintLoginViews {
            var views = SessionMap()
            let named = byBlueprint.map { (name: $0.key ?? nullKey, view: $0.value) }
            for (name, view) in named.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
                views[name] = view.map { .string($0) } ?? .null
            }
            manager["blueprint_login_views"] = .map(views)
        }
        if !manager.isEmpty { map["login_manager"] = .map(manager) }
        if !app.hasUserLoader { map["user_loader"] = .bool(false) }
        map["request_loader"] = app.requestLoader.map { .string($0.rawValue) }
        return map
    }

    private static func setting(_ value: SettingValue) -> SessionValue {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .seconds(let value): value == value.rounded(.towardZero) && abs(value) < 1e15 ? .integer(Int(value)) : .double(value)
        case .text(let text): .string(text)
        }
    }

    static func client(_ change: ClientChange) -> SessionMap {
        var map = SessionMap()
        map["ip"] = change.ip.map { .string($0) }
        switch change.userAgent {
        case .unchanged: break
        case .none: map["user_agent"] = .null
        case .value(let text): map["user_agent"] = .string(text)
        }
        map["scheme"] = change.scheme.map { .string($0) }
        map["host"] = change.host.map { .string($0) }
        return map
    }

    static func user(_ user: MockUser) -> SessionMap {
        var map: SessionMap = ["id": .string(user.id)]
        map["email"] = user.email.map { .string($0) }
        map["password"] = user.password.map { .string($0) }
        map["password_hash"] = user.passwordHash.map { .string($0) }
        map["active"] = user.active.map { .bool($0) }
        map["api_key"] = user.apiKey.map { .string($0) }
        map["get_id"] = user.getID.map { .string($0) }
        for field in MockUser.Field.allCases where user.removed.contains(field) { map[field.rawValue] = .null }
        return map
    }

    /// The action first; then, of a request, `form`, `headers` and `expect`.
    static func step(_ step: FlowStep) -> SessionMap {
        switch step {
        case .request(let request): return self.request(request)
        case .client(let change): return ["client": .map(client(change))]
        case .advance(let seconds): return ["advance": seconds < 0 ? .integer(Int(seconds)) : .string(duration(seconds))]
        case .closeBrowser: return ["close_browser": .bool(true)]
        case .dropCookies(.all): return ["drop_cookies": .string("all")]
        case .dropCookies(.named(let names)): return ["drop_cookies": texts(names)]
        case .browser(let name): return ["browser": .string(name)]
        case .stealCookies(let name): return ["steal_cookies": .string(name)]
        case .tamper(let cookie, let edit):
            return ["tamper": .map(["cookie": .string(cookie), "edit": .string(edit.rawValue)])]
        case .setCookie(let name, let value): return ["set_cookie": .map(["name": .string(name), "value": .string(value)])]
        case .signSession(let data, let key):
            var map: SessionMap = ["data": .map(data)]
            map["key"] = key.map { .string($0) }
            return ["sign_session": .map(map)]
        case .signRemember(let payload, let key):
            var map: SessionMap = ["payload": .string(payload)]
            map["key"] = key.map { .string($0) }
            return ["sign_remember": .map(map)]
        case .rotateKey(let key, let fallbacks):
            var map: SessionMap = ["secret_key": .string(key)]
            if !fallbacks.isEmpty { map["fallbacks"] = texts(fallbacks) }
            return ["rotate_key": .map(map)]
        case .setUser(let user): return ["set_user": .map(self.user(user))]
        case .deleteUser(let id): return ["delete_user": .string(id)]
        case .revoke(let target): return ["revoke": revocation(target)]
        case .restore: return ["restore": .bool(true)]
        }
    }

    private static func revocation(_ target: RevocationTarget) -> SessionValue {
        switch target {
        case .session(nil): .string("session")
        case .device(nil): .string("device")
        case .session(let browser?): .map(["session": .string(browser)])
        case .device(let browser?): .map(["device": .string(browser)])
        case .user(let id): .map(["user": .string(id)])
        }
    }

    private static func request(_ request: FlowRequest) -> SessionMap {
        var map: SessionMap = [request.method.rawValue.lowercased(): .string(request.target)]
        if !request.form.isEmpty {
            // A name that repeats becomes a list at its first place.
            var form = SessionMap()
            for field in request.form {
                switch form[field.name] {
                case nil: form[field.name] = .string(field.value)
                case .list(let values)?: form[field.name] = .list(values + [.string(field.value)])
                case let value?: form[field.name] = .list([value, .string(field.value)])
                }
            }
            map["form"] = .map(form)
        }
        if !request.headers.isEmpty {
            var headers = SessionMap()
            for field in request.headers { headers[field.name] = .string(field.value) }
            map["headers"] = .map(headers)
        }
        map["expect"] = request.expect.map { .map(expectation($0)) }
        return map
    }

    static func expectation(_ expect: Expectation) -> SessionMap {
        func value(_ value: Expectation.Nullable?) -> SessionValue? {
            switch value {
            case nil: nil
            case .null?: .null
            case .text(let text)?: .string(text)
            }
        }
        var map = SessionMap()
        map["status"] = expect.status.map { .integer($0) }
        map["location"] = value(expect.location)
        map["body"] = value(expect.body)
        map["body_contains"] = expect.bodyContains.map { .string($0) }
        map["user"] = value(expect.user)
        switch expect.session {
        case nil: break
        case .some(.none): map["session"] = .null
        case .holding(let values)?: map["session"] = .map(values)
        }
        map["session_without"] = expect.sessionWithout.map(texts)
        map["cookies_set"] = expect.cookiesSet.map(texts)
        map["cookies_cleared"] = expect.cookiesCleared.map(texts)
        map["set_cookie_has"] = expect.setCookieHas.map(texts)
        map["signals"] = expect.signals.map(texts)
        return map
    }

    /// `90s`, and whole minutes, hours and days in their units.
    private static func duration(_ seconds: Int64) -> String {
        for (size, unit) in [(86_400, "d"), (3_600, "h"), (60, "m")] as [(Int64, String)]
        where seconds >= size && seconds % size == 0 {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }
}
