import CookieInspector
import Glibc
import SessionCore
import Testing

/// The rows of `../shared/vectors/cookies.jsonl`, made with the real libraries: Flask 3.1.3, Flask-Login 0.6.3, itsdangerous
/// 2.2, Starlette's middleware, Django 5.2, Express' cookie-signature and PyJWT's HS256.
@Suite("Cookies of the real libraries")
struct VectorTests {
    /// The folder beside the checkout is not part of the project; without it these tests are skipped, and the committed
    /// cookies of `CommittedCookieTests` still run.
    static let rows = SharedVectors.lines(of: "cookies.jsonl")

    @Test(
        "every row's format, verdict, key, times, payload and user are right", .enabled(if: !rows.isEmpty, "no ../shared/vectors")
    )
    func everyRow() throws {
        for line in Self.rows {
            let row = try #require(try PythonJSON.parse(Array(line.utf8)).object)
            let expect = try #require(row["expect"]?.object)
            let id = row["id"]?.text ?? ""
            let reports = CookieInspector.inspect(
                try #require(row["cookie"]?.text), name: row["name"]?.text, keys: row["keys"]?.texts ?? [],
                maxAge: row["max_age"]?.number, now: try #require(Timestamp(iso8601: row["now"]?.text ?? "")))
            #expect(reports.count == 1, "\(id)")
            guard let report = reports.first else { continue }

            let format = try #require(expect["format"]?.text)
            let verdict = try #require(expect["verdict"]?.text)
            // Without a key that verifies, these three cannot always be told apart.
            let alike = ["flask-session", "itsdangerous", "starlette-session"]
            let anyOfThem = ["unverified", "bad-signature"].contains(verdict) && alike.contains(format)
            #expect(
                anyOfThem ? alike.contains(report.format.rawValue) : report.format.rawValue == format, "\(id): \(report.format)")
            #expect(report.verdict.rawValue == verdict, "\(id)")
            #expect(report.keyIndex.map { Int64($0) } == expect["key_index"]?.number, "\(id)")
            #expect(report.signedAt?.iso8601 == expect["signed_at"]?.text, "\(id)")
            switch report.payload {
            case .json(let value): #expect(value == expect["payload"], "\(id)")
            case .text(let text): #expect(text == expect["payload"]?.text, "\(id)")
            case nil: #expect(expect["payload"] == .null, "\(id)")
            }
            if !anyOfThem || report.format.rawValue == format { #expect(report.userID == expect["user_id"]?.text, "\(id)") }
        }
    }

    @Test("a cookie with any one character changed is not valid", .enabled(if: !rows.isEmpty, "no ../shared/vectors"))
    func tampering() throws {
        for line in Self.rows.prefix(40) {
            let row = try #require(try PythonJSON.parse(Array(line.utf8)).object)
            guard row["expect"]?.object?["verdict"]?.text == "valid" else { continue }
            let cookie = Array(try #require(row["cookie"]?.text).unicodeScalars)
            // Not the last: in base64 its low bits may carry nothing.
            for place in [0, 1, cookie.count / 3, cookie.count / 2, cookie.count - 3]
            where cookie[place] != "." && cookie[place] != "=" {
                var changed = cookie
                changed[place] = changed[place] == "A" ? "B" : "A"
                var text = String.UnicodeScalarView()
                text.append(contentsOf: changed)
                let reports = CookieInspector.inspect(
                    String(text), name: row["name"]?.text, keys: row["keys"]?.texts ?? [], maxAge: nil,
                    now: try #require(Timestamp(iso8601: row["now"]?.text ?? "")))
                #expect(reports.allSatisfy { $0.verdict != .valid }, "\(row["id"]?.text ?? "") at \(place)")
            }
        }
    }
}

/// Files of the folder beside the checkout, found from this file's place.
enum SharedVectors {
    static func lines(of name: String, file: String = #filePath) -> [String] {
        let root = file.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let stream = fopen("/\(root)/../shared/vectors/\(name)", "r") else { return [] }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension SessionValue {
    var object: SessionMap? { if case .map(let map) = self { map } else { nil } }
    var number: Int64? { if case .integer(let number) = self { Int64(number) } else { nil } }
    var texts: [String]? { if case .list(let items) = self { items.compactMap(\.text) } else { nil } }
}
