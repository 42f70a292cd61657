import ArgumentParser
import Glibc
import RollcallSupport

/// The command line. Alone it opens the terminal UI.
@main
struct Rollcall: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "rollcall",
        abstract: "See who is logged in to your web application, look inside their cookies, and throw any of them out.",
        discussion: """
            Without a command, rollcall opens the terminal UI on the configured store.

            Everywhere: --store URL, --config FILE, --format text|json, --read-only, --operator NAME, --no-color. \
            Every setting also has a ROLLCALL_… variable; an option outranks a variable, that the configuration file.

            Exit status: 0 done; 1 the answer is no; 2 something is wrong outside; 64 usage.

            EXAMPLES
              rollcall                                   open the terminal UI
              rollcall demo                              try it on a throw-away store with live mock traffic
              rollcall sessions list --user ada          who is logged in as ada
              rollcall sessions revoke --user mallory    throw mallory out, everywhere
              rollcall cookie inspect 'session=eyJ…'     look inside a cookie
            """,
        version: version,
        subcommands: [
            OpenUI.self, Sessions.self, Tokens.self, Cookie.self, Flows.self, Users.self, Serve.self, DemoCommand.self,
            Generate.self, KeysCommand.self,
            Audit.self,
        ],
        defaultSubcommand: OpenUI.self)

    static func main() {
        // A reader that has seen enough (`| head`) ends the program without a word.
        signal(SIGPIPE, SIG_DFL)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if let screen = ScreenArguments(arguments) {
                // The process that a person starts only supervises: it has nothing to read before it starts the other.
                if let status = Interactive.supervise() { Glibc.exit(status) }
                try screen.command.run()
            } else {
                var command = try parseAsRoot(ArgumentOrder.globalOptionsLast(arguments, in: Rollcall.self))
                try command.run()
            }
        } catch let failure as Failure {
            Messages.error(failure.message)
            exit(withError: ExitCode(failure.exitStatus))
        } catch {
            let status = exitCode(for: error)
            let complaint = status.isSuccess ? "" : fullMessage(for: error)
            guard !complaint.isEmpty else { exit(withError: error) }
            // The parser quotes what was typed, or pasted, as it stands.
            Messages.text(complaint)
            Glibc.exit(status.rawValue)
        }
    }
}
