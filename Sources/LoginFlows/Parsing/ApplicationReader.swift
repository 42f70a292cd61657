/// Reads `app` of a flow document.
enum ApplicationReader {
    static func settings(_ app: FlowField) throws(FlowError) -> ApplicationSettings {
        let fields = try app.record([
            "secret_key", "secret_key_fallbacks", "config", "login_manager", "user_loader", "request_loader", "sessions",
            "remember",
            "registry",
        ])
        var settings = ApplicationSettings()
        if let key = fields["secret_key"] { settings.secretKey = try key.text() }
        if let keys = fields["secret_key_fallbacks"] { settings.secretKeyFallbacks = try keys.texts() }
        if let config = fields["config"] {
            for (key, field) in try config.record(ConfigKey.allCases.map(\.rawValue)) {
                if let known = ConfigKey(rawValue: key) { settings.config[known] = try setting(field, known.kind) }
            }
        }
        if let manager = fields["login_manager"] { try readManager(manager, into: &settings) }
        if let loader = fields["user_loader"] { settings.hasUserLoader = try loader.bool() }
        if let loader = fields["request_loader"], !loader.isNull {
            settings.requestLoader = try loader.option(ApplicationSettings.RequestLoader.self)
        }
        if let sessions = fields["sessions"] { settings.sessions = try sessions.option(ApplicationSettings.Sessions.self) }
        if let remember = fields["remember"] { settings.remember = try remember.option(ApplicationSettings.Remember.self) }
        if let registry = fields["registry"] { settings.registry = try limits(registry) }
        return settings
    }

    private static func readManager(_ manager: FlowField, into settings: inout ApplicationSettings) throws(FlowError) {
        let views = "blueprint_login_views"
        for (key, field) in try manager.record(ManagerKey.allCases.map(\.rawValue) + [views]) {
            if key == views {
                settings.blueprintLoginViews = try viewsByBlueprint(field)
            } else if let known = ManagerKey(rawValue: key) {
                let value = try setting(field, known.kind)
                if known == .localize, value != .null, value != .text("upper") { throw field.failure("expected upper, or null.") }
                settings.loginManager[known] = value
            }
        }
    }

    /// A key may be null, as Flask-Login's `set_login_view` makes one.
    private static func viewsByBlueprint(_ field: FlowField) throws(FlowError) -> [String?: String?] {
        guard let pairs = field.node.pairs else { throw field.expected("a map") }
        var views: [String?: String?] = [:]
        for pair in pairs where pair.key.isNull {
            views.updateValue(try FlowField(node: pair.value, path: "\(field.path).null").textOrNull(), forKey: nil)
        }
        var named = field
        named.node.kind = .map(pairs.filter { !$0.key.isNull })
        for (name, view) in try named.members() { views.updateValue(try view.textOrNull(), forKey: name) }
        return views
    }

    private static func setting(_ field: FlowField, _ kind: SettingKind) throws(FlowError) -> SettingValue {
        switch kind {
        // To Flask, null is as good as false.
        case .bool: .bool(field.isNull ? false : try field.bool())
        case .text: .text(try field.text())
        case .textOrNull: try field.textOrNull().map { .text($0) } ?? .null
        case .secondsOrNull: field.isNull ? .null : .seconds(try field.seconds())
        }
    }

    private static func limits(_ field: FlowField) throws(FlowError) -> RegistryLimits {
        let fields = try field.record(["idle_lifetime", "absolute_lifetime", "grace", "sessions_per_user"])
        func positive(_ key: String, from least: Int) throws(FlowError) -> Int? {
            guard let field = fields[key] else { return nil }
            let value = try field.integer()
            guard value >= least, value <= 3_155_760_000 else { throw field.failure("expected a whole number from \(least) on.") }
            return value
        }
        return RegistryLimits(
            idleLifetime: try positive("idle_lifetime", from: 1).map(Int64.init),
            absoluteLifetime: try positive("absolute_lifetime", from: 1).map(Int64.init),
            grace: try positive("grace", from: 0).map(Int64.init),
            sessionsPerUser: try positive("sessions_per_user", from: 1))
    }
}
