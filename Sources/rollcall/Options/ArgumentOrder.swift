import ArgumentParser

/// Lets global options stand before the command, as in `rollcall --store URL sessions list`: the parser knows them only behind it.
enum ArgumentOrder {
    private static let flags: Set<Substring> = ["--read-only", "--no-color"]
    private static let withValue: Set<Substring> = ["--store", "--config", "--format", "--operator"]

    /// The arguments with leading global options moved behind the names of the command.
    static func globalOptionsLast(_ arguments: [String], in root: any ParsableCommand.Type) -> [String] {
        var index = 0
        while index < arguments.count {
            let name = arguments[index].prefix { $0 != "=" }
            if flags.contains(name) {
                index += 1
            } else if withValue.contains(name) {
                index += arguments[index].contains("=") ? 1 : 2
            } else {
                break
            }
        }
        guard index > 0, index < arguments.count else { return arguments }
        var end = index
        var command = root
        while end < arguments.count,
            let inner = command.configuration.subcommands.first(where: { $0._commandName == arguments[end] })
        {
            command = inner
            end += 1
        }
        guard end > index else { return arguments }
        return Array(arguments[index..<end]) + Array(arguments[..<index]) + Array(arguments[end...])
    }
}
