import ArgumentParser
import RollcallSupport

/// Where signing keys come from: never from an argument, which other users of the machine can read.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file of keys, one a line, the current one first; repeatable.", valueName: "file"),
        completion: .file())
    var keyFile: [String] = []

    @Option(help: ArgumentHelp("A variable that holds a key; repeatable.", valueName: "name"))
    var keyEnv: [String] = []

    /// The keys, those of the configuration where no option names any. Warnings go to standard error.
    func read(_ context: CommandContext) throws(Failure) -> [String] {
        let files = keyFile.isEmpty && keyEnv.isEmpty ? context.configuration.keyFiles : keyFile
        let ring = try KeyRing.read(files: files, variables: keyEnv, environment: context.environment)
        for warning in ring.warnings { Messages.warning(warning) }
        return ring.keys
    }
}
