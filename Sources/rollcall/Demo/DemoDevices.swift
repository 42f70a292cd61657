import LoginFlows

/// Browsers and addresses of mock visitors. One user agent attacks the terminal of whoever looks at it: it shows as text.
enum DemoDevices {
    private static let agents = [
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
        "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
        "curl/8.5.0",
        "Mozilla/5.0 (X11; Linux x86_64) \u{1B}]52;c;cm0gLXJmIH4=\u{07} \u{202E}xoferiF/128.0",
    ]

    static func client(using random: inout some RandomNumberGenerator) -> FlowClient {
        FlowClient(
            ip: address(using: &random), userAgent: agents.randomElement(using: &random), scheme: "http", host: "localhost")
    }

    /// From the ranges kept for documentation (RFC 5737, RFC 3849) and private networks.
    private static func address(using random: inout some RandomNumberGenerator) -> String {
        let last = Int.random(in: 2...250, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "192.0.2.\(last)"
        case 1: return "198.51.100.\(last)"
        case 2: return "203.0.113.\(last)"
        case 3: return "10.\(Int.random(in: 0...40, using: &random)).7.\(last)"
        case 4: return "192.168.1.\(last)"
        default: return "2001:db8::\(String(Int.random(in: 1...0xFFFF, using: &random), radix: 16)):\(String(last, radix: 16))"
        }
    }
}
