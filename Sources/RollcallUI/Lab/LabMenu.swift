import CookieInspector
package import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// Everything that one can do with the mock browser, with the letter for it inside the menu.
package struct LabMenu: Sendable {
    package enum Choice: Equatable, Sendable {
        case form(LabForms.Kind)
        case step(FlowStep)
    }

    package struct Entry: Equatable, Sendable {
        package var letter: Character
        package var label: String
        package var note: String
        package var choice: Choice
    }

    package static let entries: [Entry] = [
        entry("l", "log in …", "user, password, remember, fresh, force", .form(.login)),
        entry("p", "open the protected page", "GET /protected", get("/protected")),
        entry("f", "open the fresh page", "GET /fresh", get("/fresh")),
        entry("w", "who am I", "GET /whoami", get("/whoami")),
        entry("o", "open a page …", "any path, method, form, header", .form(.open)),
        entry("c", "confirm the login", "GET /confirm", get("/confirm")),
        entry("x", "log out", "GET /logout", get("/logout")),
        entry("b", "close the browser", "session cookies go", .step(.closeBrowser)),
        entry("n", "use another browser …", "a cookie jar of its own", .form(.browser)),
        entry("s", "steal cookies …", "of another browser", .form(.steal)),
        entry("i", "change the client …", "IP, user agent, scheme, host", .form(.client)),
        entry("t", "move the clock …", "forward", .form(.advance)),
        entry("e", "tamper with a cookie …", "", .form(.tamper)),
        entry("d", "drop cookies …", "", .form(.drop)),
        entry("j", "put a cookie into the jar …", "", .form(.setCookie)),
        entry("g", "sign a session cookie …", "any data, any key", .form(.signSession)),
        entry("m", "sign a remember cookie …", "any payload, any key", .form(.signRemember)),
        entry("k", "rotate the key …", "", .form(.rotate)),
        entry("u", "change a user …", "deactivate, delete, new id", .form(.user)),
        entry("a", "add a user …", "to this run only", .form(.addUser)),
        entry("r", "revoke …", "needs a registry or a series", .form(.revoke)),
        entry("N", "new run …", "sessions, remember, protection", .form(.newRun)),
    ]

    private static func entry(_ letter: Character, _ label: String, _ note: String, _ choice: Choice) -> Entry {
        Entry(letter: letter, label: label, note: note, choice: choice)
    }

    private static func get(_ target: String) -> Choice { .step(.request(FlowRequest(.get, target))) }
}
