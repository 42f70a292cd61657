import ArgumentParser
import RollcallSupport
import SessionCore

struct CookieSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Make a cookie that a Flask application with the same key accepts.",
        discussion: """
            A session's payload is a JSON object, Flask's tagged types in their tagged form. A remember cookie's is the user's \
            id: a JSON string, or the bare text. Keys come from --key-file or --key-env, never from an argument; the first signs.

            EXAMPLES
              rollcall cookie sign --format flask-session --key-file keys.txt '{"_user_id": "42", "_fresh": true}'
              echo '"42"' | rollcall cookie sign --format flask-login-remember --key-env SECRET_KEY -
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case flaskSession = "flask-session"
        case flaskLoginRemember = "flask-login-remember"
    }

    @Option(help: ArgumentHelp("flask-session or flask-login-remember.", valueName: "format"))
    var format: Kind
    @OptionGroup var keys: KeyOptions
    @Argument(help: ArgumentHelp("The payload; - reads it from standard input.", valueName: "payload-json"))
    var payload = "-"
    @OptionGroup var global: GlobalOptions

    private static let payloadLimit = 1_048_576

    func run() throws {
        let context = try CommandContext(global)
        guard let key = try keys.read(context).first else {
            throw Failure(.usage, "no key to sign with; give --key-file or --key-env")
        }
        var text = payload
        if payload == "-" {
            let bytes = try File.readStandardInput(what: "payload", limit: Self.payloadLimit)
            guard let input = String(validating: bytes, as: UTF8.self) else {
                throw Failure(.outside, "the payload is not UTF-8 text")
            }
            text = input
            while text.last?.isNewline == true { text.removeLast() }
        }
        switch format {
        case .flaskSession: context.output.line(try session(text, key: key, at: context.now))
        case .flaskLoginRemember: context.output.line(try remember(text, key: key))
        }
    }

    private func session(_ text: String, key: String, at now: Timestamp) throws(Failure) -> String {
        let value: SessionValue
        do {
            value = try TaggedJSON.untagged(try PythonJSON.parse(Array(text.utf8)))
        } catch {
            throw Failure(.usage, "the payload is \(error); expected a JSON object")
        }
        guard case .map(let session) = value else { throw Failure(.usage, "the payload is not a JSON object, as a session is") }
        guard let cookie = SessionCookieSigner(keys: [key]).sign(session, at: now) else {
            throw Failure(.outside, "the payload cannot be signed; expected values that Flask's sessions can hold")
        }
        return cookie
    }

    private func remember(_ text: String, key: String) throws(Failure) -> String {
        let id: String
        switch try? PythonJSON.parse(Array(text.utf8)) {
        case .string(let text)?: id = text
        case .integer(let number)?: id = String(number)
        case .bigInteger(let digits)?: id = digits
        case nil: id = text
        default: throw Failure(.usage, "the payload is neither text nor a number; expected a user's id")
        }
        guard let bytes = RememberCookie.latin1Key(key) else {
            throw Failure(.outside, "the key has characters beyond Latin-1, which Flask-Login refuses for remember cookies")
        }
        return RememberCookie.encode(id, key: bytes)
    }
}
