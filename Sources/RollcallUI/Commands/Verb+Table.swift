import SessionRegistry

extension Verb {
    /// Every command of the program, without `ui`, which is this screen. A test holds it against the real command tree.
    package static let all: [Verb] = sessions + tokens + others

    package static func matching(_ words: [String]) -> Verb? {
        all.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    private static let format = Option("--format", .words(["text", "json"]), "how to print it")
    private static let states = Value.words(["active", "expired", "revoked", "all"])

    private static func list(_ fields: [String]) -> [Option] {
        [
            Option("--filter", .filter, "only what matches"), Option("--user", .user, "only this user's"),
            Option("--state", states, "only in this state"), Option("--sort", .words(fields), "the order; :desc turns it"),
            Option("--limit", .text, "at most this many"), Option("--after", .text, "go on after this cursor"), format,
        ]
    }

    private static func revoke(keepsTokens: Bool) -> [Option] {
        var options = [
            Option("--filter", .filter, "all that match"), Option("--user", .user, "everything of this user"),
            Option("--all", nil, "all of everybody"), Option("--reason", .text, "why, for the audit log"),
            Option("--dry-run", nil, "only show what would go"),
        ]
        if keepsTokens { options.append(Option("--keep-tokens", nil, "leave remember tokens alone")) }
        return options + [format]
    }

    private static let restore = [Option("--revocation", .revocation, "the whole of this revocation"), format]
    private static let keys = [
        Option("--key-file", .file, "a file of keys"), Option("--key-env", .text, "a variable that holds a key"),
    ]

    private static let sessions: [Verb] = [
        Verb("sessions list", "who is logged in", .none, list(SessionSort.Field.allCases.map(\.rawValue))) {
            ListVerbs<SessionRecord>.list($0, &$1)
        },
        Verb("sessions show", "one session, with its payload", .one(.session), [format]) {
            ListVerbs<SessionRecord>.show($0, &$1)
        },
        Verb("sessions revoke", "throw sessions out; asks first", .many(.session), revoke(keepsTokens: true), changes: true) {
            ListVerbs<SessionRecord>.revoke($0, &$1)
        },
        Verb("sessions restore", "take a revocation back; asks first", .many(.session), restore, changes: true) {
            ListVerbs<SessionRecord>.restore($0, &$1)
        },
        Verb(
            "sessions purge", "delete what expired long ago; asks first", .none,
            [
                Option("--expired-for", .words(["30d", "90d", "1d"]), "for how long it must have been expired"),
                Option("--dry-run", nil, "only say how many would go"), format,
            ], changes: true, screen: TabVerbs.purge),
    ]

    private static let tokens: [Verb] = [
        Verb("tokens list", "which devices are remembered", .none, list(TokenSort.Field.allCases.map(\.rawValue))) {
            ListVerbs<TokenRecord>.list($0, &$1)
        },
        Verb("tokens show", "one remember token", .one(.token), [format]) { ListVerbs<TokenRecord>.show($0, &$1) },
        Verb("tokens revoke", "forget devices; asks first", .many(.token), revoke(keepsTokens: false), changes: true) {
            ListVerbs<TokenRecord>.revoke($0, &$1)
        },
        Verb("tokens restore", "take a revocation back; asks first", .many(.token), restore, changes: true) {
            ListVerbs<TokenRecord>.restore($0, &$1)
        },
    ]

    private static let others: [Verb] = [
        Verb(
            "cookie inspect", "look inside a cookie", .optional(.text),
            [Option("--name", .text, "the name of bare values")] + keys + [
                Option("--max-age", .text, "after how many seconds a signature expires"),
                Option("--now", .text, "judge as of this time"),
                format,
            ], screen: TabVerbs.inspectCookie),
        Verb(
            "cookie sign", "make a cookie", .optional(.text),
            [Option("--format", .words(["flask-session", "flask-login-remember"]), "what kind")] + keys),
        Verb(
            "flows run", "run a flow", .many(.flow),
            [
                Option("--format", .words(["text", "json", "trace", "junit"]), "how to print it"),
                Option("--target", .text, "over HTTP, against a live application"),
            ] + keys, screen: TabVerbs.runFlow),
        Verb("users list", "all mock users", .none, [format]),
        Verb("users show", "one mock user", .one(.user), [format]),
        Verb(
            "users add", "add a mock user; asks for the password", .none,
            [
                Option("--email", .text, "what the user logs in with"), Option("--id", .text, "the user's id"),
                Option("--inactive", nil, "cannot log in yet"), format,
            ], changes: true),
        Verb("users set-password", "change a mock user's password", .one(.user), [format], changes: true),
        Verb("users activate", "let a mock user log in", .one(.user), [format], changes: true),
        Verb("users deactivate", "ends the user's sessions too", .one(.user), [format], changes: true),
        Verb("users remove", "ends the user's sessions too", .one(.user), [format], changes: true),
        Verb("users import", "add or replace mock users from a file", .one(.file), [format], changes: true),
        Verb(
            "audit list", "the audit log", .none,
            [
                Option("--user", .user, "only what touches this user"),
                Option("--session", .session, "only what touches this session"),
                Option("--revocation", .revocation, "only this revocation"), Option("--limit", .text, "at most this many"),
                Option("--after", .text, "go on after this event"), format,
            ], screen: TabVerbs.listAudit),
        Verb("audit verify", "check the chain of hashes", .none, [format], screen: TabVerbs.verifyAudit),
        Verb("audit export", "the whole log as JSON Lines", screen: TabVerbs.exportAudit),
        Verb(
            "serve", "the demo application on HTTP, until Ctrl-C", .none,
            [
                Option("--port", .text, "default 8080"), Option("--host", .text, "default 127.0.0.1"),
                Option("--sessions", .words(["registry", "cookie"]), "where sessions live"),
                Option("--remember", .words(["series", "signed"]), "what remember cookies hold"),
                Option("--idle-lifetime", .text, "seconds"), Option("--sessions-per-user", .text, "how many a user may have"),
            ] + keys),
        Verb(
            "demo", "a throw-away store with live mock traffic", .none,
            [
                Option("--theme", .words(["dark", "light", "high-contrast", "colour-blind", "monochrome"]), "its colours"),
                Option("--ascii", nil, "without box characters"), Option("--no-mouse", nil, "leave the mouse to the terminal"),
                Option("--plain", nil, "changes as sentences, for screen readers"),
            ] + keys),
        Verb(
            "generate", "fill the store with made-up sessions", .none,
            [
                Option("--sessions", .text, "how many"), Option("--users", .text, "of how many users"),
                Option("--seed", .text, "a number"),
                format,
            ], changes: true),
        Verb(
            "keys", "the keys as they are configured", .none,
            [Option("--tab", .words(Tab.allCases.map { $0.title.lowercased() }), "of one tab"), format]),
    ]
}
