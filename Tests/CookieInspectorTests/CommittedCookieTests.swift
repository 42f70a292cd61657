import CookieInspector
import SessionCore
import Testing

/// Cookies of the real libraries that need nothing beside the checkout. Flask 3.1.3, Flask-Login 0.6.3,
/// itsdangerous 2.2, Starlette, Django 5.2, cookie-signature; each with its keys and the time of inspection.
@Suite("Committed cookies")
struct CommittedCookieTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var cookie: String
        var name: String?
        var keys: [String]
        var now: Int64
        var maxAge: Int64?
        var format: CookieReport.Format
        var verdict: CookieReport.Verdict
        var keyIndex: Int?
        var user: String?
        var testDescription: String { "\(format.rawValue), \(verdict.rawValue)" }
    }

    static let rows: [Row] = [
        Row(
            cookie: "eyJjYXJ0IjoiIn0.Zy6wvA.YV1C3O08yL_MkeAT5jwY5TbmdjE", name: "session",
            keys: [], now: 1_731_113_148, maxAge: nil, format: .flaskSession, verdict: .unverified, keyIndex: nil, user: nil),
        Row(
            cookie: "eyJjYXJ0IjoiYXxiIn0.aafNLg.jIEh08BwhKNpYpzyYezI3K00-nU", name: "session",
            keys: ["0123456789abcdef0123456789abcdef", "a long secret key of some 40 characters!", "clé"], now: 1_772_604_719,
            maxAge: nil, format: .flaskSession, verdict: .valid, keyIndex: 1, user: nil),
        Row(
            cookie: "eyJ1c2VyIjogIiIsICJuIjogNn0=.ZHMFjw.t5fgEeN4cDQpN8kq-45KPt1uSO8", name: "session",
            keys: ["k1", "clé", "0123456789abcdef0123456789abcdef"], now: 1_685_346_063, maxAge: nil, format: .starletteSession,
            verdict: .valid, keyIndex: 1, user: nil),
        Row(
            cookie: "eyJjYXJ0IjoiXHU0ZjUwXHU4NWU0In0.ZntoTA.BLJUZsnBRevmXDxZOSK6x-vlFDs", name: "session",
            keys: ["not the key"], now: 1_719_363_661, maxAge: nil, format: .flaskSession, verdict: .badSignature, keyIndex: nil,
            user: nil),
        Row(
            cookie: "vtgab-n2YM74iujRS4xAtnpQGTWmUQoGAsn77Eu5mFE.fpPnf9t-Kl4u_bnVPICWtpD5ywg", name: "session",
            keys: ["a long secret key of some 40 characters!"], now: 1_688_971_535, maxAge: nil, format: .flaskSessionID,
            verdict: .valid, keyIndex: 0, user: nil),
        Row(
            cookie: "xonvjvUpLGCVBYM3bTzLCu-EuTCzgbCcp_-JEz9lx3c.HGa5lr2cJGshJmdw4V_zVUymCJg", name: "session",
            keys: [], now: 1_700_709_482, maxAge: nil, format: .flaskSessionID, verdict: .unverified, keyIndex: nil, user: nil),
        Row(
            cookie: "36jIOiX4PdwpFUJmMyMq0I336sva1p8SUGLotDYoCXI.8-aW8lR4aN6g4zJl3C6AXgZFozU", name: "session",
            keys: ["not the key"], now: 1_708_300_349, maxAge: nil, format: .flaskSessionID, verdict: .badSignature,
            keyIndex: nil, user: nil),
        Row(
            cookie: "eyJ1c2VyIjogImxpbmVcbmJyZWFrIiwgIm4iOiA3fQ==.aQdPEQ.VLeWMzhEqlV_bhQXU9UGK-m7xdY", name: "session",
            keys: ["k1", "clé"], now: 1_762_087_173, maxAge: 0, format: .starletteSession, verdict: .expired, keyIndex: 1,
            user: nil),
        Row(
            cookie: "s%3Asid51462347001758007533132768995.nXiQkSfUr2iqeVZnRB69syBTkuglQPjEvFS4LahlFxk", name: "connect.sid",
            keys: ["0123456789abcdef0123456789abcdef"], now: 1_764_069_063, maxAge: nil, format: .expressSigned, verdict: .valid,
            keyIndex: 0, user: nil),
        Row(
            cookie: "eyJlbWFpbCI6ImFkYUBleGFtcGxlLnRlc3QiLCJuIjo1fQ.aIaG1w.eKjm1X1B50KuTqPZLstYHAv8o-8", name: nil,
            keys: ["a long secret key of some 40 characters!"], now: 1_753_733_207, maxAge: nil, format: .itsdangerous,
            verdict: .valid, keyIndex: 0, user: nil),
        Row(
            cookie: "eyJlbWFpbCI6ImFkYUBleGFtcGxlLnRlc3QiLCJuIjo5OX0.Z30_2w.O9i2jeXuHiTQ1hNfIoEcsYWDUfE", name: nil,
            keys: ["clé", "dev", "k1"], now: 1_736_265_695, maxAge: 3600, format: .itsdangerous, verdict: .expired, keyIndex: 0,
            user: nil),
        Row(
            cookie:
                "1|be93bd1d54421d6903fa6bc64a072836c6d0cf564919dc7c6dca5c1f11bdd82d940cd8aadc63e73246e5a38e87936a97728304d589125fa02ab75734ac2e742d",
            name: "remember_token",
            keys: ["clé", "dev"], now: 1_674_758_401, maxAge: nil, format: .flaskLoginRemember, verdict: .valid, keyIndex: 1,
            user: "1"),
        Row(
            cookie:
                "1|e4b828bf202ded0175afbb934e09bb551ef3ba20bc6513a78d778042e8608d587a17665859786f56695052a1803feb8882f9272ac4e0cef2acedbe9473cc1310",
            name: "remember_token",
            keys: [], now: 1_741_816_624, maxAge: nil, format: .flaskLoginRemember, verdict: .unverified, keyIndex: nil, user: "1"
        ),
        Row(
            cookie:
                "1|e4b828bf202ded0175afbb934e09bb551ef3ba20bc6513a78d778042e8608d587a17665859786f56695052a1803feb8882f9272ac4e0cef2acedbe9473cc1310",
            name: "remember_token",
            keys: ["not the key"], now: 1_719_546_128, maxAge: nil, format: .flaskLoginRemember, verdict: .badSignature,
            keyIndex: nil, user: "1"),
        Row(
            cookie:
                ".eJyrVopPLC3JiC8tTi2Kz0xRslIyUtJBFktKTM5OzQNJpGQl5qXn6yXn55UUZSbpgZToQWWL9XzzU1JznKBqawE7Mh8u:1thlaY:o7p2m0yI40xFU8EPPSit4gG_SaKibbiIZyqVPLEKPjI",
            name: "sessionid",
            keys: ["a long secret key of some 40 characters!", "dev"], now: 1_739_262_350, maxAge: nil, format: .djangoSigned,
            verdict: .valid, keyIndex: 1, user: "2"),
        Row(
            cookie:
                ".eJyrVopPLC3JiC8tTi2Kz0xRslKyNFfSQRZMSkzOTs0DyaRkJeal5-sl5-eVFGUm6YGU6EFli_V881NSc5ygamsBUlofbA:1pjoFr:c46063UnbUjjcjdvf425SWlcw1C1U83v696y7gHUb-g",
            name: "sessionid",
            keys: ["not the key"], now: 1_680_643_911, maxAge: nil, format: .djangoSigned, verdict: .badSignature, keyIndex: nil,
            user: "97"),
        Row(
            cookie:
                ".eJyrVopPLC3JiC8tTi2Kz0xRslIyNVTSQRZMSkzOTs0DyaRkJeal5-sl5-eVFGUm6YGU6EFli_V881NSc5ygamsBT64fYg:1u80vN:il2KLCmfKSH6YCDqyOuimHR_BR9BWxkSqP0syDIOSfY",
            name: "sessionid",
            keys: ["k1", "a long secret key of some 40 characters!", "0123456789abcdef0123456789abcdef"], now: 1_745_517_889,
            maxAge: 59, format: .djangoSigned, verdict: .expired, keyIndex: 1, user: "51"),
        Row(
            cookie:
                ".eJyrVopPLC3JiC8tTi2Kz0xRslIyNFbSQRZMSkzOTs0DyaRkJeal5-sl5-eVFGUm6YGU6EFli_V881NSc5ygamsBTyIfYA:1uMEEI:PmpezaklEvzQScq98MjfydHIsD7Jhn-kMdh_nFC2hS8",
            name: "sessionid",
            keys: [], now: 1_748_905_626, maxAge: nil, format: .djangoSigned, verdict: .unverified, keyIndex: nil, user: "13"),
        Row(
            cookie:
                "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiNSIsICJpYXQiOiAxNzA4NzQwOTg3LCAiZXhwIjogMTcwODc0NDU4N30.u3TcRUsA9K9DmM-xZi0j7OeADaysMSeM7FGQ7H4e4v8",
            name: nil,
            keys: ["clé", "dev", "k1"], now: 1_708_827_387, maxAge: nil, format: .jwt, verdict: .expired, keyIndex: 2, user: "5"),
        Row(
            cookie:
                "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiMiIsICJpYXQiOiAxNjc0NTgxMjA3LCAiZXhwIjogMTY3NDU4NDgwN30.EJWAuSbGYlbeQSseM40arzjAkgupiSjLoVc6Z5vqwl8",
            name: nil,
            keys: [], now: 1_674_581_207, maxAge: nil, format: .jwt, verdict: .unverified, keyIndex: nil, user: "2"),
        Row(
            cookie:
                "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiMiIsICJpYXQiOiAxNzM2MDA5MTU4LCAiZXhwIjogMTczNjAxMjc1OH0.3kpnCztfd363QqjcxLFnCZFRpOgplm1xRLgBpNXNCSA",
            name: nil,
            keys: ["dev", "clé", "a long secret key of some 40 characters!"], now: 1_736_009_158, maxAge: nil, format: .jwt,
            verdict: .valid, keyIndex: 0, user: "2"),
        Row(
            cookie:
                "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiNTUiLCAiaWF0IjogMTcyMDk1Njg3OSwgImV4cCI6IDE3MjA5NjA0Nzl9.4lWiSJEKxatqXphScrTVm7HrsHz7TeP0MA80FpclVU4",
            name: nil,
            keys: ["not the key"], now: 1_720_956_880, maxAge: nil, format: .jwt, verdict: .badSignature, keyIndex: nil,
            user: "55"),
        Row(
            cookie:
                ".eJwtjE0KgCAUBq8S39rCv-gluOgcEWJkFO4sV-Ldc9FuYIYpyE9I7j5goCUY3JnCc8G8KQeGyGHWgm5vOi7WorKelJITH0gTsV-hbq0Vjfzh2yRKGEGCJqW4mGmsH9CPGrs.ZnG7aQ.uN5u1qUUZzy7L52aRJ-O7wR2jM4",
            name: "session",
            keys: ["0123456789abcdef0123456789abcdef"], now: 1_718_729_637, maxAge: 59, format: .flaskSession, verdict: .expired,
            keyIndex: 0, user: "42"),
    ]

    @Test("format, verdict, key and user are right", arguments: rows)
    func row(_ row: Row) throws {
        let report = try #require(
            CookieInspector.inspect(
                row.cookie, name: row.name, keys: row.keys, maxAge: row.maxAge, now: Timestamp(seconds: row.now)
            ).first)
        #expect(report.format == row.format)
        #expect(report.verdict == row.verdict)
        #expect(report.keyIndex == row.keyIndex)
        #expect(report.userID == row.user)
    }
}
