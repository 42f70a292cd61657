import CookieInspector
package import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// What the Lab asks of the outside. The one who carries it out keeps a single `FlowRun`, the latest that was opened, under
/// the run's number; a step for another number is answered with `.refused`.
package enum LabEffect: Equatable, Sendable {
    /// The first 500 mock users of the store, and every flow file: those shipped and those saved. Answer: `.library`.
    case library
    /// A fresh `FlowRun` of this flow without its steps. `withStoreUsers`: its users are first replaced by the store's (at most
    /// 1,000: id, email, password hash, active). Nothing that the run does reaches the store. Answer: `.opened` or `.refused`.
    case open(Flow, withStoreUsers: Bool, run: Int)
    /// `FlowRun.perform(step)`. Answer: `.performed` or `.refused`. The step may hold a typed password: it is not logged.
    case perform(FlowStep, run: Int)
    /// Steps back: everything as it was after the first `steps` outcomes. Answer: `.wentBack` or `.refused`.
    case back(steps: Int, run: Int)
    /// Writes `SavedRun.flow(recorded: run.recorded, history: run.history, name:)` by `FlowWriter` to
    /// `NAME.yaml` in the directory of saved flows (mode 0600, made if missing; an existing file is not overwritten: `NAME-2`…).
    /// Answer: `.saved` or `.refused`.
    case save(name: String, run: Int)
}

package enum LabAnswer: Equatable, Sendable {
    case library(users: [LabUser], flows: [LabFlow])
    case opened(LabSnapshot, run: Int)
    case performed(StepOutcome, LabSnapshot, run: Int)
    case wentBack(LabSnapshot, steps: Int, run: Int)
    case saved(path: String, run: Int)
    /// One sentence without secrets.
    case refused(String, run: Int)
}

/// A mock user as the Lab lists it: neither password nor hash.
package struct LabUser: Hashable, Sendable {
    package var id: String
    package var email: String
    package var active: Bool
    package init(id: String, email: String, active: Bool) {
        self.id = id
        self.email = email
        self.active = active
    }
}

/// A flow that can be opened, or a file that is none.
package struct LabFlow: Hashable, Sendable {
    package enum Origin: String, Sendable {
        case example, saved
    }
    package var origin: Origin
    /// The file's name, without directory.
    package var file: String
    /// `nil` if the file cannot be read as flows; then `problem` says why.
    package var flow: Flow?
    package var problem: String?
    /// Its place in the file: the document, from 1, of so many; the line it begins at, and the line of each step (empty where
    /// they are not known).
    package var document: Int
    package var documents: Int
    package var line: Int
    package var stepLines: [Int]

    package init(
        origin: Origin, file: String, flow: Flow?, problem: String? = nil, document: Int = 1, documents: Int = 1, line: Int = 1,
        stepLines: [Int] = []
    ) {
        self.origin = origin
        self.file = file
        self.flow = flow
        self.problem = problem
        self.document = document
        self.documents = documents
        self.line = line
        self.stepLines = stepLines
    }

    /// What names it among all flows, whatever it holds by now.
    package struct Place: Hashable, Sendable {
        package var origin: Origin
        package var file: String
        package var document: Int
    }

    package var place: Place { Place(origin: origin, file: file, document: document) }

    /// `protected.yaml, document 2 of 3`; the document only where there are several.
    package var whereabouts: String { documents > 1 ? "\(file), document \(document) of \(documents)" : file }

    /// Every flow of a file, or the one entry that says why it is none.
    package static func entries(bytes: [UInt8], file: String, origin: Origin) -> [LabFlow] {
        do throws(FlowError) {
            let documents = try FlowReader.flows(bytes: bytes, file: file)
            return documents.map {
                LabFlow(
                    origin: origin, file: file, flow: $0.flow, document: $0.number, documents: documents.count, line: $0.line,
                    stepLines: $0.stepLines)
            }
        } catch {
            return [LabFlow(origin: origin, file: file, flow: nil, problem: error.description, line: error.line ?? 1)]
        }
    }
}

/// How the mock browser and the application stand: all of it read from the `FlowRun`.
package struct LabSnapshot: Hashable, Sendable {
    package var clock: Timestamp
    package var client: FlowClient
    package var browser: String
    package var browsers: [String]
    package var cookies: [StoredCookie]
    package var session: SessionMap?
    package var users: [LabUser]
    package init(
        clock: Timestamp, client: FlowClient, browser: String, browsers: [String], cookies: [StoredCookie], session: SessionMap?,
        users: [LabUser]
    ) {
        self.clock = clock
        self.client = client
        self.browser = browser
        self.browsers = browsers
        self.cookies = cookies
        self.session = session
        self.users = users
    }
}
