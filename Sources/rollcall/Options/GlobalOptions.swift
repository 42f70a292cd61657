import ArgumentParser
import RollcallSupport

/// The options of every command.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which store: sqlite:PATH. Default: $ROLLCALL_STORE, the configuration file, the XDG data directory.",
            valueName: "url"))
    var store: String?

    @Option(
        help: ArgumentHelp(
            "The configuration file. Default: rollcall/config.toml in the XDG configuration directory.", valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var config: String?

    @Flag(help: "Refuse every change.")
    var readOnly = false

    @Option(help: ArgumentHelp("Whom the audit log names. Default: $USER.", valueName: "name"))
    var `operator`: String?

    @Flag(help: "No colour, as NO_COLOR has it.")
    var noColor = false

    func options(format: Configuration.Format? = nil) -> Configuration.Options {
        Configuration.Options(
            store: store, configurationPath: config, operatorName: `operator`, readOnly: readOnly, format: format,
            noColor: noColor)
    }
}

/// `--format text|json`, of every command that prints a result.
struct FormatOption: ParsableArguments {
    @Option(help: ArgumentHelp("text, or json: one object a line.", valueName: "text|json"))
    var format: Configuration.Format?
}

extension Configuration.Format: ExpressibleByArgument {}
