import CookieInspector
package import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// The Lab's state: mock users and flows to choose from, and the run under way.
package struct LabState: Equatable, Sendable {
    package enum Pane: Int, CaseIterable, Sendable {
        case library, steps, outcome
    }

    package enum Dialog: Equatable, Sendable {
        /// The list of everything one can do, with the entry under the cursor.
        case menu(Int)
        case form(Form, LabForms.Kind)
    }

    package enum Row: Equatable, Sendable {
        case heading(String)
        case user(LabUser)
        case flow(Int)
        case note(String)
    }

    package private(set) var users: [LabUser] = []
    package private(set) var flows: [LabFlow] = []
    package var libraryRequest: Generation?
    package var hasLibrary = false
    package var libraryProblem: String?
    package var pane = Pane.steps
    /// The row of the library under the cursor.
    package private(set) var row = 1
    package var run: LabRun?
    package var dialog: Dialog?
    /// The first line of the outcome that shows.
    package var outcomeTop = 0
    package private(set) var lastRun = 0
    /// How each flow ended when it was last run here.
    package private(set) var verdicts: [LabFlow.Place: LabRun.Verdict] = [:]
    /// Flows still to be run, one after another, and the places of those that were.
    package var queue: [LabFlow.Place] = []
    package var batch: [LabFlow.Place] = []
    /// The file that was just saved: the cursor goes there when the library has been read again.
    package var savedFile: String?
    /// How the next run by hand is set up.
    package var sessions = ApplicationSettings.Sessions.cookie
    package var remember = ApplicationSettings.Remember.signed
    package var protection = "basic"
    package var config: [ConfigKey: SettingValue] = [:]
    /// The same as it was typed.
    package var configText = ""
    /// The mock users' published test password, used unless another is typed.
    package static let testPassword = "correct horse"

    package init() {}

    // MARK: Library

    package var rows: [Row] {
        var rows: [Row] = [.heading("MOCK USERS")]
        rows += users.isEmpty ? [.note(hasLibrary ? "none in this store" : "reading …")] : users.map(Row.user)
        for origin in [LabFlow.Origin.example, .saved] {
            let indices = flows.indices.filter { flows[$0].origin == origin }
            guard !indices.isEmpty else { continue }
            rows.append(.heading(origin == .example ? "EXAMPLE FLOWS" : "SAVED FLOWS"))
            rows += indices.map(Row.flow)
        }
        return rows
    }

    package var selectedRow: Row? { rows.indices.contains(row) ? rows[row] : nil }
    package var selectedFlow: LabFlow? {
        if case .flow(let index) = selectedRow, flows.indices.contains(index) { flows[index] } else { nil }
    }
    package var selectedUser: LabUser? { if case .user(let user) = selectedRow { user } else { nil } }

    package mutating func setLibrary(users: [LabUser], flows: [LabFlow]) {
        let before = selectedRow
        let flowBefore = selectedFlow?.place
        self.users = users
        self.flows = flows
        hasLibrary = true
        libraryProblem = nil
        // The cursor stays with what it was on, whatever came or went around it.
        let now = rows
        let same = now.firstIndex { row in
            switch (row, before) {
            case (.user(let new), .user(let old)): new.id == old.id
            case (.flow(let index), .flow): flows[index].place == flowBefore
            default: false
            }
        }
        let saved = savedFile.flatMap { file in
            now.firstIndex { if case .flow(let index) = $0 { flows[index].origin == .saved && flows[index].file == file } else { false } }
        }
        savedFile = nil
        row = saved ?? same ?? min(max(1, row), max(0, now.count - 1))
    }

    package mutating func select(row index: Int) {
        let rows = rows
        guard rows.indices.contains(index) else { return }
        if case .heading = rows[index] { return }
        row = index
    }

    /// Headings are stepped over.
    package mutating func moveRow(_ motion: ListMotion, height: Int) {
        let rows = rows
        let places = rows.indices.filter { index in if case .heading = rows[index] { false } else { true } }
        guard !places.isEmpty else { return }
        let here = places.lastIndex { $0 <= row } ?? 0
        row = places[motion.destination(from: here, count: places.count, rows: height)]
    }

    // MARK: Runs

    /// A run by hand against the store's users.
    package mutating func openFree(at now: Timestamp) -> LabEffect {
        lastRun += 1
        var settings = ApplicationSettings(secretKey: Self.key(1))
        settings.sessions = sessions
        settings.remember = remember
        settings.config = config
        settings.config[.sessionProtection] = protection == "none" ? .null : .text(protection)
        let flow = Flow(name: "lab", clock: Timestamp(seconds: now.seconds), app: settings)
        run = LabRun(number: lastRun, title: "by hand", settings: settings)
        outcomeTop = 0
        return .open(flow, withStoreUsers: true, run: lastRun)
    }

    /// A flow file's flow, its steps still to do. Breaks survive opening the same flow again.
    package mutating func openFlow(_ entry: LabFlow) -> LabEffect? {
        guard let flow = entry.flow else { return nil }
        let breaks = run?.flow == flow ? Set(run?.steps.compactMap { $0.breaks ? $0.origin : nil } ?? []) : []
        lastRun += 1
        var new = LabRun(number: lastRun, title: flow.name, settings: flow.app, source: entry)
        for index in breaks where new.steps.indices.contains(index) { new.steps[index].breaks = true }
        run = new
        outcomeTop = 0
        var bare = flow
        bare.steps = []
        return .open(bare, withStoreUsers: false, run: lastRun)
    }

    /// Keeps how the run's flow ended.
    /// - Parameter ended: the run is over before its end: a step could not be carried out.
    package mutating func noteVerdict(ended: Bool = false) {
        guard let run, let place = run.source?.place, ended || !run.hasMore else { return }
        verdicts[place] = run.problem == nil ? run.verdict : .failed(1)
    }

    /// The Lab's own application keys: they sign nothing outside this run, so they need not be random.
    package static func key(_ number: Int) -> String { "lab-key-\(number)" }
}
