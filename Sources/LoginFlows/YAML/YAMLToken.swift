/// A token of a YAML stream.
struct YAMLToken {
    enum Kind: Equatable {
        case streamEnd, documentStart, documentEnd
        /// `%TAG`: a short form of tags. Other directives are skipped.
        case directive(handle: String, prefix: String)
        case blockSequenceStart, blockMappingStart, blockEnd
        case flowSequenceStart, flowSequenceEnd, flowMappingStart, flowMappingEnd
        case blockEntry, flowEntry, key, value
        case alias(String)
        case anchor(String)
        /// `handle` is `nil` for a tag that is given whole.
        case tag(handle: String?, suffix: String)
        case scalar(String, isPlain: Bool)

        /// For messages.
        var description: String {
            switch self {
            case .streamEnd: "the end of the file"
            case .documentStart: "the document start ---"
            case .documentEnd: "the document end ..."
            case .directive: "a directive"
            case .blockSequenceStart, .blockEntry: "a list's -"
            case .blockMappingStart: "a map"
            case .blockEnd: "the end of an indented block"
            case .flowSequenceStart: "["
            case .flowSequenceEnd: "]"
            case .flowMappingStart: "{"
            case .flowMappingEnd: "}"
            case .flowEntry: "a comma"
            case .key: "a key"
            case .value: "a colon"
            case .alias: "an alias"
            case .anchor: "an anchor"
            case .tag: "a tag"
            case .scalar: "a value"
            }
        }
    }

    var kind: Kind
    /// From 1.
    var line: Int
}
