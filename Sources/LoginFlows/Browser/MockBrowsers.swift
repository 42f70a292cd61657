import SessionCore

/// The browsers of a flow, each with a cookie jar of its own, and the steps that concern nothing else.
struct MockBrowsers: Sendable {
    /// The current browser's name; the first is `main`.
    private(set) var current = "main"
    private var jars: [(name: String, jar: CookieJar)] = [("main", CookieJar())]

    /// The browsers that have appeared, in order.
    var names: [String] { jars.map(\.name) }

    func jar(of browser: String) -> CookieJar? { jars.first { $0.name.utf8.elementsEqual(browser.utf8) }?.jar }

    /// The current browser's.
    var jar: CookieJar {
        get { jar(of: current) ?? CookieJar() }
        set {
            if let place = jars.firstIndex(where: { $0.name.utf8.elementsEqual(current.utf8) }) { jars[place].jar = newValue }
        }
    }

    /// Puts a cookie into the current jar, its value quoted as Werkzeug quotes it.
    mutating func put(_ name: String, _ value: String, host: String) {
        // What stands after the first "=", as the reference takes it: a name should hold none.
        let text = "\(name)=\(SetCookie.quoted(value))"
        let quoted = text.utf8.firstIndex(of: 0x3D).map { String(text[text.utf8.index(after: $0)...]) } ?? ""
        jar.put(name: name, value: quoted, host: host)
    }

    /// Carries out a step that concerns browsers and cookies alone.
    ///
    /// - Returns: what it did in a sentence; `nil` for any other step, which does nothing here.
    mutating func perform(_ step: FlowStep, host: String) throws(FlowError) -> String? {
        switch step {
        case .closeBrowser:
            jar.close()
            return "the browser was closed; \(Self.counted(jar.cookies.count, "cookie")) left"
        case .dropCookies(let choice):
            let before = jar.cookies.count
            jar.drop(choice)
            return "\(Self.counted(before - jar.cookies.count, "cookie")) dropped"
        case .browser(let name):
            current = name
            if jar(of: name) == nil { jars.append((name, CookieJar())) }
            return "now in the browser \(name)"
        case .stealCookies(let name):
            guard let stolen = jar(of: name) else {
                throw FlowError(
                    "There is no browser \(name) to steal from yet: expected one of \(names.joined(separator: ", ")).")
            }
            jar = stolen
            return "\(Self.counted(stolen.cookies.count, "cookie")) copied from the browser \(name)"
        case .tamper(let cookie, let edit):
            return "\(Self.counted(jar.tamper(cookie, edit), "cookie")) named \(cookie) changed (\(edit.rawValue))"
        case .setCookie(let name, let value):
            put(name, value, host: host)
            return "the cookie \(name) was put into the jar"
        default: return nil
        }
    }

    static func counted(_ number: Int, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }
}
