/// What a person would call the program behind a user agent: "Firefox on Linux", "Safari on iPhone", "curl".
///
/// A user agent is whatever a client chooses to send, so the name says what the client claims. Only names from this file, never
/// text of the user agent, come out, except the product of an unknown client, which is cut to 24 characters of letters, digits
/// and `-_.`.
public enum DeviceName {
    /// Only this many bytes of a user agent are looked at.
    public static let bytesRead = 1_024

    /// `nil` for no user agent, and for one that names nothing.
    public static func name(of userAgent: String?) -> String? {
        guard let userAgent else { return nil }
        let text = String(decoding: userAgent.utf8.prefix(bytesRead), as: UTF8.self)
        func has(_ word: String) -> Bool { TextSearch.contains(text, word) }

        if let robot = robots.first(where: { has($0.mark) }) { return robot.name }
        if let program = programs.first(where: { TextSearch.begins(text, with: $0.mark) }) { return program.name }
        let system = systems.first { $0.marks.allSatisfy(has) }?.name
        let browser = browsers.first { $0.marks.allSatisfy(has) }?.name
        switch (browser, system) {
        case (let browser?, let system?): return "\(browser) on \(system)"
        case (let browser?, nil): return browser
        case (nil, let system?): return has("Mozilla/") ? "Browser on \(system)" : system
        case (nil, nil): break
        }
        if looksLikeRobot(text) { return "Bot" }
        return product(of: text)
    }

    /// Robots come first, as most of them also claim to be a browser.
    private static let robots: [(mark: String, name: String)] = [
        ("Googlebot", "Googlebot"), ("AdsBot-Google", "Google AdsBot"), ("bingbot", "Bingbot"), ("YandexBot", "YandexBot"),
        ("Baiduspider", "Baiduspider"), ("DuckDuckBot", "DuckDuckBot"), ("Applebot", "Applebot"), ("GPTBot", "GPTBot"),
        ("ClaudeBot", "ClaudeBot"), ("facebookexternalhit", "Facebook link preview"), ("Slackbot", "Slackbot"),
        ("Twitterbot", "Twitterbot"),
        ("LinkedInBot", "LinkedInBot"), ("Discordbot", "Discordbot"), ("TelegramBot", "TelegramBot"), ("AhrefsBot", "AhrefsBot"),
        ("SemrushBot", "SemrushBot"), ("UptimeRobot", "UptimeRobot"), ("Pingdom", "Pingdom"),
        ("HeadlessChrome", "Headless Chrome"),
        ("PhantomJS", "PhantomJS"),
    ]

    /// Programs that begin with their own name.
    private static let programs: [(mark: String, name: String)] = [
        ("curl/", "curl"), ("Wget/", "Wget"), ("python-requests/", "Python requests"), ("python-httpx/", "Python HTTPX"),
        ("Python-urllib/", "Python urllib"), ("aiohttp/", "Python aiohttp"), ("Python/", "Python"),
        ("Werkzeug/", "Werkzeug test client"),
        ("Go-http-client/", "Go HTTP client"), ("okhttp/", "OkHttp"), ("Apache-HttpClient/", "Apache HttpClient"),
        ("Java/", "Java"),
        ("axios/", "axios"), ("node-fetch/", "node-fetch"), ("undici", "Node.js"), ("node", "Node.js"),
        ("PostmanRuntime/", "Postman"),
        ("insomnia/", "Insomnia"), ("HTTPie/", "HTTPie"), ("libwww-perl/", "Perl LWP"), ("Ruby", "Ruby"),
        ("GuzzleHttp/", "PHP Guzzle"),
        ("reqwest/", "Rust reqwest"), ("PowerShell/", "PowerShell"), ("ApacheBench/", "ApacheBench"), ("k6/", "k6"),
        ("Lynx/", "Lynx"), ("w3m/", "w3m"), ("Links (", "Links"), ("ELinks", "ELinks"), ("rollcall", "rollcall"),
    ]

    /// Most particular first: an iPhone also says "like Mac OS X", an Android also "Linux".
    private static let systems: [(marks: [String], name: String)] = [
        (["iPhone"], "iPhone"), (["iPad"], "iPad"), (["iPod"], "iPod"), (["Windows Phone"], "Windows Phone"),
        (["Android", "TV"], "Android TV"),
        (["Android"], "Android"), (["Tizen"], "Tizen"), (["Web0S"], "webOS"), (["PlayStation"], "PlayStation"),
        (["Xbox"], "Xbox"),
        (["Nintendo"], "Nintendo"), (["CrOS"], "ChromeOS"), (["Windows"], "Windows"), (["Macintosh"], "macOS"),
        (["Mac OS X"], "macOS"),
        (["Darwin/"], "macOS or iOS"), (["FreeBSD"], "FreeBSD"), (["OpenBSD"], "OpenBSD"), (["NetBSD"], "NetBSD"),
        (["Ubuntu"], "Linux"), (["Linux"], "Linux"),
        (["X11"], "Unix"),
    ]

    /// Most particular first: nearly all say "Safari/", and those made from Chromium say "Chrome/".
    private static let browsers: [(marks: [String], name: String)] = [
        (["EdgA/"], "Edge"), (["EdgiOS/"], "Edge"), (["Edg/"], "Edge"), (["Edge/"], "Edge"), (["OPR/"], "Opera"),
        (["OPT/"], "Opera"), (["Opera"], "Opera"),
        (["Vivaldi/"], "Vivaldi"), (["YaBrowser/"], "Yandex Browser"), (["SamsungBrowser/"], "Samsung Internet"),
        (["UCBrowser/"], "UC Browser"),
        (["DuckDuckGo/"], "DuckDuckGo"), (["Brave/"], "Brave"), (["Electron/"], "Electron app"), (["FxiOS/"], "Firefox"),
        (["Focus/"], "Firefox Focus"),
        (["Seamonkey/"], "SeaMonkey"), (["Firefox/"], "Firefox"), (["CriOS/"], "Chrome"), (["GSA/"], "Google app"),
        (["; wv)"], "Android web view"),
        (["Chromium/"], "Chromium"), (["Chrome/"], "Chrome"), (["Android", "Version/", "Safari/"], "Android Browser"),
        (["Epiphany/"], "GNOME Web"),
        (["Konqueror/"], "Konqueror"), (["Version/", "Safari/"], "Safari"), (["MSIE "], "Internet Explorer"),
        (["Trident/"], "Internet Explorer"),
        (["AppleWebKit/", "Mobile/"], "Web view"), (["Safari/"], "Safari"),
    ]

    private static func looksLikeRobot(_ text: String) -> Bool {
        ["bot/", "bot;", "spider", "crawler", "+http"].contains { TextSearch.contains(text, $0) }
    }

    /// "acme-sync/2.1 (…)" is "acme-sync".
    private static func product(of text: String) -> String? {
        let name = text.utf8.prefix { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        guard !name.isEmpty, name.first.map({ $0 >= 0x41 }) == true else { return nil }
        return String(decoding: name.prefix(24), as: UTF8.self)
    }
}
