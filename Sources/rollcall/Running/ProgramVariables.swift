import RollcallSupport

/// What a screen hands to the program that it runs in its place, as variables: the same store, rights, name and keys.
struct ProgramVariables: Sendable {
    private var variables: [String: String?] = [:]

    init(_ configuration: Configuration, _ global: GlobalOptions, _ keys: KeyOptions) {
        variables[Setting.operatorName.variable] = .some(configuration.operatorName)
        variables[Setting.readOnly.variable] = .some(configuration.readOnly ? "true" : "false")
        if let path = global.config { variables["ROLLCALL_CONFIG"] = .some(path) }
        if configuration.color == .never { variables["NO_COLOR"] = .some("1") }
        if !keys.keyFile.isEmpty { variables[Setting.keyFiles.variable] = .some(keys.keyFile.joined(separator: ":")) }
    }

    /// - Parameter store: `nil` as long as it is not known.
    func on(store: @escaping @Sendable () -> String?) -> @Sendable (String?) -> [String: String?]? {
        { [variables] other in
            guard let url = other ?? store() else { return nil }
            return variables.merging([Setting.store.variable: .some(url)]) { $1 }
        }
    }
}
