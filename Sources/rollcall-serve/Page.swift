import Hummingbird

/// HTML that is safe to send: text becomes markup only through `escaping`, so nothing a user chose is ever markup.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    let markup: String

    init(stringLiteral value: String) { markup = value }
    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }
    init(joining parts: [HTML]) { markup = parts.map(\.markup).joined() }

    struct StringInterpolation: StringInterpolationProtocol {
        var markup = ""
        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }
        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        mutating func appendInterpolation(_ text: String) { markup += HTML.escaping(text) }
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    }

    /// Good inside an element and inside a quoted attribute.
    static func escaping(_ text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

/// One page of the demo application.
struct Page: Sendable {
    var title: String
    var content: HTML
    /// Who is logged in, for the head line; `nil`: nobody, or the page does not look.
    var userID: String?
    var flashes: [String] = []
    var status: HTTPResponse.Status = .ok

    func response() -> Response {
        let notices = HTML(joining: flashes.map { "<p class=\"notice\" role=\"status\">\($0)</p>\n" })
        let who: HTML = userID.map { "<span>\($0)</span> <a href=\"/logout\">Log out</a>" } ?? "<a href=\"/login\">Log in</a>"
        let html: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) – Rollcall demo</title>
            <style>\(Page.styleSheet)</style>
            </head>
            <body>
            <header><a href="/">Rollcall demo</a> <nav><a href="/protected">Protected</a> <a href="/fresh">Fresh</a> \
            <a href="/confirm">Confirm</a> <a href="/whoami">Who am I</a></nav> <div>\(who)</div></header>
            <main>
            \(notices)<h1>\(title)</h1>
            \(content)
            </main>
            </body>
            </html>

            """
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html.markup)))
    }

    private static let styleSheet: HTML = """
        :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}\
        header{display:flex;gap:1.5rem;align-items:baseline;padding:.8rem 1.5rem;border-bottom:1px solid #8884}\
        header div{margin-left:auto}nav a{margin-right:.8rem}main{max-width:40rem;margin:2rem auto;padding:0 1.5rem}\
        h1{font-size:1.4rem}a{color:#2a6fdb}.notice{padding:.6rem .9rem;border-left:4px solid #2a6fdb;background:#8881}\
        form{display:grid;gap:.8rem;max-width:22rem}label{display:grid;gap:.2rem}label.check{display:flex;gap:.5rem}\
        input[type=email],input[type=text],input[type=password]{font:inherit;padding:.4rem .5rem}\
        button{font:inherit;padding:.5rem;cursor:pointer}
        """
}

extension Page {
    static func plain(_ text: String, userID: String? = nil) -> Page {
        Page(title: text, content: "", userID: userID)
    }

    /// The login form. It posts to the address it was asked for, so that `next` stays in the query.
    static func loginForm(action: String, flashes: [String], problem: String? = nil, email: String = "", title: String = "Login form") -> Page {
        let notice: HTML = problem.map { "<p class=\"notice\" role=\"alert\">\($0)</p>\n" } ?? ""
        return Page(
            title: title,
            content: """
                \(notice)<form method="post" action="\(action)">
                <label>Email <input type="text" name="email" value="\(email)" autocomplete="username" autofocus required></label>
                <label>Password <input type="password" name="password" autocomplete="current-password" required></label>
                <label class="check"><input type="checkbox" name="remember" value="1"> Remember me on this device</label>
                <button>Log in</button>
                </form>
                """,
            flashes: flashes)
    }
}
