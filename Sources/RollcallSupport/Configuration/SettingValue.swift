/// What a setting was given, before and after it was found to be of the right kind.
enum SettingValue: Hashable {
    case text(String)
    case bool(Bool)
    case integer(Int)
    case list([String])
    /// Of a kind that no setting has; holds its name.
    case other(String)

    /// This value as `kind` wants it, or `nil` if it is none.
    func conforming(to kind: Setting.Kind) -> SettingValue? {
        switch (kind, self) {
        case (.text, .text(let text)): text.isEmpty ? nil : self
        case (.bool, .bool), (.list, .list): self
        case (.oneOf(let words), .text(let text)): words.contains(text) ? self : nil
        case (.integer(let range), .integer(let number)): range.contains(number) ? self : nil
        default: nil
        }
    }

    /// A variable's text, read as `kind`; `nil` if it is none.
    init?(variable text: String, kind: Setting.Kind) {
        let value: SettingValue
        switch kind {
        case .text, .oneOf: value = .text(text)
        case .bool:
            switch text.lowercased() {
            case "true", "1", "yes", "on": value = .bool(true)
            case "false", "0", "no", "off": value = .bool(false)
            default: return nil
            }
        case .integer:
            guard let number = Int(text) else { return nil }
            value = .integer(number)
        case .list: value = .list(text.split(separator: ":").map(String.init))
        }
        guard let conforming = value.conforming(to: kind) else { return nil }
        self = conforming
    }
}
