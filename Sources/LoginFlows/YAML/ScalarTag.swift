import SessionCore

/// The types of scalars, and which of them a plain one has, as PyYAML 6.0.4 decides (`yaml/resolver.py` and `SafeConstructor` of
/// `yaml/constructor.py`: YAML 1.1). The reference reads flow files with it, so `yes` is a boolean here, `010` is eight, `1:30` is
/// ninety and `1e3` is text.
enum ScalarTag: String {
    case bool = "tag:yaml.org,2002:bool"
    case float = "tag:yaml.org,2002:float"
    case integer = "tag:yaml.org,2002:int"
    case merge = "tag:yaml.org,2002:merge"
    case null = "tag:yaml.org,2002:null"
    case timestamp = "tag:yaml.org,2002:timestamp"
    /// The key `=`.
    case value = "tag:yaml.org,2002:value"
    case binary = "tag:yaml.org,2002:binary"
    case text = "tag:yaml.org,2002:str"

    private static let trueWords: Set<String> = ["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]
    private static let falseWords: Set<String> = ["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]

    init(ofPlain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "<<": self = .merge
        case "=": self = .value
        default:
            if Self.trueWords.contains(text) || Self.falseWords.contains(text) {
                self = .bool
            } else if NumberForm.isFloat(text) {
                self = .float
            } else if NumberForm.isInteger(text) {
                self = .integer
            } else if YAMLTime.hasForm(text) {
                self = .timestamp
            } else {
                self = .text
            }
        }
    }

    /// For messages.
    var name: String {
        switch self {
        case .bool: "a boolean"
        case .float: "a number"
        case .integer: "a whole number"
        case .timestamp: "a time"
        case .binary: "binary data"
        case .merge, .null, .value, .text: "text"
        }
    }

    /// What the text stands for; `nil` where PyYAML raises, and for merge keys.
    func kind(of text: String) -> FlowNode.Kind? {
        switch self {
        case .null: return .null
        case .text: return .text(text)
        case .bool:
            switch text.lowercased() {
            case "yes", "true", "on": return .bool(true)
            case "no", "false", "off": return .bool(false)
            default: return nil
            }
        case .float: return NumberForm.float(text).map { .double($0) }
        case .integer:
            guard let digits = NumberForm.integer(text) else { return nil }
            return Int(digits).map { .integer($0) } ?? .bigInteger(digits)
        case .timestamp: return YAMLTime(text).map { .time($0) }
        case .binary:
            guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
            return PythonBase64.decodeStandard(text.utf8).map { .bytes($0) }
        case .merge, .value: return nil
        }
    }
}
