import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct PlaceTests {
    private func shown(_ driver: Driver) -> String {
        let list = driver.model.sessions
        let isOpen = driver.model.tab == .sessions && driver.model.layout.detailFocused
        return "\(driver.model.tab.title) \(list.filterText) \(list.sort.field.rawValue) \(isOpen)"
    }

    @Test("[ walks back through tabs, filters, orders and open details, ] forward again")
    func walk() async throws {
        var driver = try await Driver.started(sessions: 60)
        var states = [shown(driver)]
        func note() { states.append(shown(driver)) }
        await driver.press(.character("/"))
        await driver.type("user:alice")
        await driver.press(.enter)
        note()
        await driver.press(.character(":"))
        await driver.type("sort user")
        await driver.press(.enter)
        note()
        await driver.press(.enter)
        note()
        await driver.press(.character("5"))
        note()
        await driver.press(.character("2"))
        note()
        for state in states.dropLast().reversed() {
            await driver.press(.character("["))
            await driver.rest()
            #expect(shown(driver) == state)
        }
        await driver.press(.character("["))
        #expect(driver.model.toastShown?.message.text == "There is no place before this one.")
        for state in states.dropFirst() {
            await driver.press(.character("]"))
            await driver.rest()
            #expect(shown(driver) == state)
        }
        await driver.press(.character("]"))
        #expect(driver.model.toastShown?.message.text == "There is no place after this one.")
    }

    @Test("the selection comes back with its place, also far down a long list")
    func selection() async throws {
        var driver = try await Driver.started(sessions: 500, size: Size(columns: 80, rows: 24))
        for _ in 0..<40 { await driver.press(.pageDown) }
        let id = driver.model.sessions.selectedID
        await driver.press(.character("u"))
        await driver.press(.character("g"), .down)
        #expect(driver.model.sessions.selectedID != id)
        await driver.press(.character("["))
        #expect(driver.model.sessions.filterText == "" && driver.model.sessions.selectedID == id)
        #expect(driver.model.sessions.selectedIndex != nil)
    }

    @Test("moving the selection makes no place, and a new place ends the way forward")
    func branches() async throws {
        var driver = try await Driver.started(sessions: 60)
        await driver.press(.down, .down, .down)
        #expect(driver.model.places.before.isEmpty)
        await driver.press(.character("2"), .character("["))
        #expect(driver.model.tab == .sessions && driver.model.places.after.count == 1)
        await driver.press(.down)
        #expect(driver.model.places.after.count == 1)
        await driver.press(.character("4"))
        #expect(driver.model.places.after.isEmpty && driver.model.places.before.map(\.tab) == [.sessions])
    }

    @Test("nothing is a place while it is typed, and what is kept at most is a hundred")
    func bounds() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("/"))
        await driver.type("ali")
        #expect(driver.model.places.before.isEmpty)
        await driver.press(.enter)
        #expect(driver.model.places.before.count == 1)
        for _ in 0..<150 { await driver.press(.character("2"), .character("1")) }
        #expect(driver.model.places.before.count == 100)
    }

    @Test("the audit log's filter is a place as well")
    func audit() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character(":"))
        await driver.type("audit list --user bob")
        await driver.press(.enter, .character("1"), .character("["))
        #expect(driver.model.tab == .audit && driver.model.audit.filter.text == "user:bob")
        await driver.press(.character("["))
        #expect(driver.model.tab == .sessions)
    }

    @Test("q closes what is open, goes back, and at the root quits; Esc clears the filter first and never quits")
    func backAndQuit() async throws {
        var driver = try await Driver.started(sessions: 20)
        await driver.press(.character("u"), .enter, .character("c"))
        #expect(driver.model.tab == .cookies && driver.text.contains("Sessions » Cookies"))
        if driver.model.cookies.detailFocused { await driver.press(.character("q")) }
        await driver.press(.character("q"))
        #expect(driver.model.tab == .sessions)
        await driver.press(.escape)
        #expect(!driver.model.layout.detailFocused && !driver.model.sessions.filterText.isEmpty)
        await driver.press(.escape)
        #expect(driver.model.sessions.filterText.isEmpty)
        await driver.press(.escape, .escape)
        #expect(driver.quit == nil)
        await driver.press(.character("q"))
        #expect(driver.quit == 0)
    }
}
