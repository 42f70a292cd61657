import LoginFlows
import SessionCore

// What the browser asks for, and what it brings along.

extension RandomFlows {
    mutating func userID() -> String {
        users.isEmpty ? "1" : pick(users).loginID
    }

    private static let pages = [
        "/", "/open", "/login", "/protected", "/protected", "/fresh", "/fresh", "/confirm", "/logout", "/whoami", "/whoami",
        "/flashes", "/flashes", "/permanent",
        "/transient", "/clear", "/admin/login", "/admin/protected", "/missing", "/admin//protected", "/prot%65cted", "/open/",
        "/%2Fopen", "/admin/é", "/admin", "/admin/", "/./open", "/admin/../open", "/OPEN", "/open;x", "/%00", "/whoami%3Fa",
        "/fresh#x", "/protected%20",
        "/\n/x", "/\t/x/protected", "/\r/x//y/login", "/\t//protected", "/\t/?q", "/pro\ttected",
        "/%E9", "/\u{2028}", "/a//b///c", "/;", "/%",
    ]
    private static let queries = [
        "q=1&x=a%20b", "next=/x", "é=ü", "a=%C3%A9&b=%ff%FE+", "x&&=y;z", "%zz%", "api_key=key-0", "api_key=key-1",
        "api_key=k%C3%A9y", "api_key=k+y", "api_key=",
        "api_key=&api_key=key-0", "api_key=key%2D0", "API_KEY=key-0", "api_key", "a;b=c;api_key=key-0", "\u{FF}=\u{E9}", "a=%00",
        "+=+", "=", "a==b",
        "a=b#frag", "?", "a='\"<>", "[]{}|\\^`", "%E2%82é", "a=%F0%9F%90%8D",
    ]

    mutating func page() -> FlowRequest {
        var target = pick(Self.pages)
        if chance(12) {
            let keys = [
                "k", "_user_id", "next", "_fresh", "_id", "_permanent", "_remember", "_flashes", "%C3%A9", "", " t",
                "_remember_seconds",
            ]
            target =
                "/put?key=\(pick(keys))&value=\(pick(["v", "1", "/fresh", "//evil", "clear", "set", "%F0%9F%90%8D", "", "/a%0Ab", "%5B%5D", "https://x"]))"
            if chance(10) { target = "/put?\(pick(["key=a", "value=b", "", "key&value", "key=a&key=b&value=1&value=2"]))" }
        } else if chance(30) {
            target += "?" + pick(Self.queries)
        }
        let method: FlowRequest.Method = chance(80) ? .get : pick([.post, .options, .head])
        var request = FlowRequest(method, target)
        if chance(4) { request.form = [.init("email", "x"), .init("email", "y")] }
        if chance(20) {
            request.headers = [
                pick([
                    .init("X-Api-Key", "key-0"), .init("x-api-key", "kéy"), .init("X_Api_Key", "key-1"),
                    .init("Referer", "http://x.test"),
                    .init("Authorization", "Basic eDp5"), .init("Content-Type", "text/plain"), .init("X-Requested-With", ""),
                    .init("X-Api-Key", ""), .init("X-Api-Key", " key-0 "), .init("Accept", "*/*"), .init("Range", "bytes=0-1"),
                    .init("If-None-Match", "*"), .init("X-Forwarded-Host", "evil.test"), .init("X-Forwarded-Proto", "https"),
                    .init("Forwarded", "for=1.2.3.4"), .init("Upgrade", "websocket"), .init("Transfer-Encoding", "chunked"),
                    .init("Cache-Control", "no-store"), .init("Origin", "null"),
                ])
            ]
        }
        return request
    }

    mutating func login() -> FlowRequest {
        var request = FlowRequest(.post, "/login")
        if chance(25) {
            request.target +=
                "?next="
                + pick([
                    "/fresh", "https://evil.test/", "//evil.test", "%2F%5Cevil.test", "", "/a%20b%C3%BC?x=1", "/a%0Ab", "/", "x",
                    "/%2F", "/é?ü=%ff#f", "/a:b@c", "/x&next=/y",
                    "/%09x", "%20/x", "/x%20", "/%E2%80%A8", "/..//evil.test", "/%2e%2e//x", "///x", "/a?next=//b", "%00", "/%00",
                    "&next=/x", "/\u{E9}", "/;@x", "/:80",
                    "%F0%9F%90%8D", "/%F0%9F%90%8D", "/%25%32%46", "/a%2", "/\u{2029}", "/~", "/&amp;", "/a+b", "/a%2Bb",
                    "javascript:x", "/%5C%5Cx",
                    "/%7F", "/%C2%85x", "/a%5Cb", "/%zz", "/[x]", "/%3Fa=b%23c",
                ])
        }
        let user = users.isEmpty ? nil : pick(users)
        if chance(97) { request.form.append(.init("email", chance(95) ? user?.email ?? "nobody" : pick(Self.odd))) }
        if chance(97) {
            request.form.append(.init("password", chance(90) ? user?.passwordHash != nil ? "x" : user?.password ?? "" : "wrong"))
        }
        let flags = [
            "1", "true", "ON", "Yes", "0", "", "off", "ÿes", " 1", "TRUE", "oN", "yEs", "01", "\u{FF11}", "ON\n", "tr\u{FC}e",
            "yeſ",
        ]
        if chance(55) { request.form.append(.init("remember", pick(flags.prefix(4) + flags))) }
        if chance(20) {
            request.form.append(
                .init(
                    "duration",
                    pick([
                        "7200", "1.5", "-5", "0", "1e3", " 12 ", "1_000", "_1", "inf", "nan", "x", "", "٣", ".5", "5.", "1e400",
                        "86400.0000005", "99999999999", "0x10", "-0.25", "-0", "1e-7", "5e-7", "1__0", "1_0.5", "+3", "Infinity",
                        "-inf", "NaN", "1e308",
                        "86399999913600", "86399999999999.999999", "-86399999913600", "\u{A0}7\u{2003}", "7\u{1F}", "1e+2",
                        "\u{11F55}", "\u{1D7D5}", "1.e1", "٣.٥", "7e", "2592000.5", "0.0000005",
                    ])))
        }
        if chance(20) { request.form.append(.init("force", pick(flags))) }
        if chance(20) { request.form.append(.init("fresh", pick(flags))) }
        if chance(3) { request.form.append(.init(pick(Self.odd), pick(Self.odd))) }
        if chance(1) { request.form.append(.init("filler", String(repeating: "é", count: pick([10, 83_300, 83_340, 200_000])))) }
        if chance(3), request.form.count > 1 { request.form.reverse() }
        if chance(4), request.form.first?.name == "email" { request.form.insert(.init("email", "second"), at: 1) }
        if chance(4) {
            request.headers = [
                .init(
                    "Content-Type",
                    pick([
                        "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain; a=b", "",
                        "Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded; charset=latin-1",
                        " multipart/form-data; boundary=x", "multipart/mixed",
                    ]))
            ]
        }
        return request
    }

    mutating func sessionData() -> SessionMap {
        var map = SessionMap()
        if chance(60) { map["_user_id"] = chance(85) ? .string(userID()) : value(depth: 1) }
        if chance(40) { map["_fresh"] = chance(80) ? .bool(chance(60)) : value(depth: 1) }
        if chance(20) { map["_id"] = value(depth: 0) }
        if chance(25) { map["_permanent"] = chance(80) ? .bool(chance(70)) : value(depth: 1) }
        if chance(25) { map["_remember"] = chance(85) ? .string(pick(["set", "set", "clear", "x", ""])) : value(depth: 1) }
        if chance(15) {
            map["_remember_seconds"] =
                chance(70)
                ? pick([
                    .integer(60), .double(0.5), .integer(-1), .double(1e20), .bool(true), .double(.nan), .integer(.max),
                    .double(1.5e-6), .double(-0.25), .null,
                ]) : value(depth: 0)
        }
        if chance(15) {
            map["next"] =
                chance(60)
                ? .string(pick(["/fresh", "//x", "", "/é", "/\u{1}", "/\\x", "/a b", "http://x", "/%2F"])) : value(depth: 1)
        }
        if chance(15) {
            map["_flashes"] =
                chance(60)
                ? .list(
                    [
                        .map([" t": .list([.string("info"), .string("é")])]), .list([.string("a"), .string("b")]),
                        .list([.null, .integer(1)]),
                        .list([.bool(true), .map(["a": .null])]),
                    ].shuffled(using: &random).prefix(3).map { $0 })
                : value(depth: 2)
        }
        while chance(35) {
            map[
                pick([
                    "x", "é", "big", " t", " di", " b", " u", " d", " m", "", "10", "9", "A", " t__", " di__", "\u{FFFF}", "😀",
                    "\u{E000}", "a.b", "\"", "\\", "\u{7F}",
                    "csrf_token", "_permanent ", "e\u{301}",
                ])] = value(depth: 2)
        }
        return map
    }

    /// A genuine session cookie with what Flask never writes: tags by hand, odd dates, lists for maps.
    mutating func forgedSession() -> String {
        let time = Timestamp(seconds: max(0, clock.seconds - pick([0, 0, 0, 60, 2_678_400, 2_678_401, -1])))
        let value = pick(Self.forgedValues + Self.dates.map { "{\" d\":\"\($0)\"}" })
        let json =
            chance(15)
            ? pick(Self.forgedSessions)
            : "{\"\(pick(["_user_id", "_user_id", "_remember", "_flashes", "next", "_fresh", "_permanent", "x"]))\":"
                + (chance(30) ? "[\(value)]" : chance(20) ? "{\" m\":\(value)}" : value) + (chance(50) ? ",\"_remember\":\"set\"}" : "}")
        return SessionCookieSigner(keys: [secretKey]).sign(payload: Array(json.utf8), at: time) ?? ""
    }

    private static let dates = [
        "Thu, 01 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:00 +0530", "Thu, 01 Jan 2026 12:34:56 -0001", "Thu, 01 Jan 2026 00:00:00 EST",
        "Thu, 01 Jan 2026 00:00:00 -0000", "Thu, 01 Jan 2026 00:00:00 +2400", "1 Jan 2026 00:00:00 -999999999999999", "1 Jan 99999999999 0:0:0",
        "Thu,1 jan 69 1:2 1_0", "Thu Jan  1 00:00:00 2026", "1-Jan-26 0:0:0", "٣ Jan 2026 ٣:٣:٣ +٣", "", "x", "Thu, 32 Jan 2026 00:00:00 GMT",
    ]

    private static let forgedValues = [
        #"{" b":"YQ=="}"#, #"{" b":"Y"}"#, #"{" b":5}"#, #"{" m":"<b>"}"#, #"{" m":[1,{" t":["a"]}]}"#, #"{" t":"ab"}"#, #"{" t":5}"#,
        #"{" u":"0123456789abcdef0123456789ABCDEF"}"#, #"{" u":"x"}"#, #"{" di":{" t__":[1]}}"#, #"{" di":{}}"#, #"{" d":null}"#, #"{" d":[1]}"#,
        "NaN", "-Infinity", "1e400", "9007199254740993", "1E5", "-0.0", #""\u00e9\ud83d\udc0d""#, "[[]]", "{}", "null",
    ]

    private static let forgedSessions = [
        "[]", "null", "0", #""""#, #"[["_user_id","1"],["_fresh",true]]"#, #"["ab"]"#, #"[1]"#, #"{" t":[["a",1]]}"#, #"{" di":{"_user_id__":"1"}}"#,
        #"{"a":1,"a":2}"#, "{,}", "{'a':1}", #" {"a" : 1} "#, #"{"a":01}"#, #"{"a":"\u+123"}"#, #"{"_user_id":"1","_user_id":"2"}"#,
    ]

    private mutating func value(depth: Int) -> SessionValue {
        switch Int.random(in: 0..<(depth > 0 ? 13 : 9), using: &random) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .integer(pick([0, 1, -1, 7, 1_000_000, .max, .min]))
        case 3:
            return .bigInteger(
                pick([
                    "123456789012345678901234567890", "-98765432109876543210", "9223372036854775808", "-9223372036854775809",
                    String(repeating: "7", count: 400),
                ]))
        case 4:
            return .double(
                pick([
                    0.5, -0.0, 1e22, 1e-7, 123456789.125, 1e15, 1e16, 2.5e-5, 1.7976931348623157e308, .leastNonzeroMagnitude,
                    .nan, .infinity, -.infinity, 0.1, 1e100,
                    9_007_199_254_740_992, 1e-5, 1e-4, 0.30000000000000004,
                ]))
        case 5: return .string(String(repeating: pick(["A", "é", "ab c"]), count: pick([0, 3, 80, 400])))
        case 6...8: return .string(pick(Self.odd))
        case 9: return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
        case 10:
            // Forged tags: a map of one key that Flask's serializer has a tag for must be escaped, not obeyed.
            return .map([
                pick([" t", " b", " u", " d", " m", " di", " t__", " t____", " di__", "a", ""]): value(depth: depth - 1)
            ])
        case 11: return .map(["b": value(depth: depth - 1), "a": value(depth: depth - 1), "é": .null])
        case 12 where chance(40):
            // Deep, and wide enough for the compressor to have something to do.
            var value = SessionValue.integer(1)
            for level in 0..<Int.random(in: 5...45, using: &random) {
                value =
                    level % 3 == 0
                    ? .map(["a": value]) : level % 3 == 1 ? .list([value, .string("é\(level)")]) : .map([" t": value])
            }
            return value
        default: return .map([:])
        }
    }
}
