import SessionRegistry
import Testing

@Suite("Device names")
struct DeviceNameTests {
    @Test(
        "a user agent is called what a person would call it",
        arguments: [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Windows"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 OPR/120.0",
                "Opera on Windows"
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android"
            ),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
                "Samsung Internet on Android"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone"
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15",
                "Firefox on iPad"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                "Web view on iPhone"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                "Safari on macOS"
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on ChromeOS"
            ),
            ("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows"),
            ("Mozilla/5.0 (X11; OpenBSD amd64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on OpenBSD"),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
                "Headless Chrome"
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
            ("Mozilla/5.0 (compatible; AcmeBot/2.1; +http://acme.example/bot)", "Bot"),
            ("Mozilla/5.0 (X11; Linux x86_64)", "Browser on Linux"),
            ("curl/8.5.0", "curl"), ("Wget/1.21.3", "Wget"), ("python-requests/2.32.3", "Python requests"),
            ("Werkzeug/3.1.3", "Werkzeug test client"),
            ("Python/3.11 aiohttp/3.9.1", "Python"), ("Go-http-client/2.0", "Go HTTP client"), ("okhttp/4.12.0", "OkHttp"),
            ("PostmanRuntime/7.39.0", "Postman"),
            ("node", "Node.js"), ("rollcall-flow/1", "rollcall"), ("acme-sync/2.1 (beta)", "acme-sync"), ("Acme", "Acme"),
        ])
    func names(_ userAgent: String, _ name: String) {
        #expect(DeviceName.name(of: userAgent) == name)
    }

    @Test(
        "what names nothing has no name", arguments: [nil, "", " ", "\u{1B}]52;c;aGk=\u{7}", "()", "123/4", "\u{202E}curl", "-"])
    func nothing(_ userAgent: String?) {
        #expect(DeviceName.name(of: userAgent) == nil)
    }

    @Test("a hostile user agent gives a short name of plain characters, soon", arguments: 0..<200 as Range<UInt64>)
    func hostile(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "Mozilla/5.0 ", "Firefox/", "\u{1B}[31m", "\u{202E}", "Android", "A", "\u{0}", "é", "bot/", "/", "curl/", "x-y_z.",
        ]
        let length = [3, 20, 5_000].randomElement(using: &random) ?? 3
        let text = (0..<length).map { _ in pieces.randomElement(using: &random) ?? "A" }.joined()
        let name = DeviceName.name(of: text) ?? ""
        #expect(name.count <= 40)
        #expect(name.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test("only the first kilobyte is looked at")
    func bounded() {
        #expect(DeviceName.name(of: String(repeating: "(", count: 1_024) + "Firefox/140.0 Linux") == nil)
        #expect(DeviceName.name(of: String(repeating: "A", count: 1_000_000)) == String(repeating: "A", count: 24))
    }
}
