import RollcallSupport
import RollcallUI
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Terminal

/// Carries out the model's requests in tasks. Used by the screen's thread only; the tasks post their answers.
final class RequestRunner {
    private let world: RequestWorld
    private let threads: WorkThreads
    private let mailbox: Mailbox<ScreenLoop.Message>
    private var running: [Generation: (task: Task<Void, Never>, isRead: Bool)] = [:]

    init(door: StoreDoor, threads: WorkThreads, options: InteractiveOptions, mailbox: Mailbox<ScreenLoop.Message>) {
        world = RequestWorld(door: door, keys: options.keys, keyProblem: options.keyProblem)
        self.threads = threads
        self.mailbox = mailbox
    }

    func start(_ request: Request, _ generation: Generation) {
        let (world, mailbox) = (world, mailbox)
        let progress = ProgressPost(generation: generation, mailbox: mailbox)
        let task = Task.detached(executorPreference: threads) {
            let result: Result<Answer, StoreError>
            do throws(StoreError) {
                result = .success(try await world.answer(request, progress: progress))
            } catch {
                result = .failure(error)
            }
            mailbox.post(.event(.answer(generation, result, at: SystemClock.now())))
        }
        running[generation] = (task, request.isRead)
    }

    /// A change runs on: half of it done and nobody told would be worse.
    func cancel(_ generation: Generation) {
        if let entry = running[generation], entry.isRead { entry.task.cancel() }
    }

    func finished(_ generation: Generation) { running[generation] = nil }

    func cancelAll() {
        for entry in running.values where entry.isRead { entry.task.cancel() }
    }
}

extension Request {
    /// Whether it changes nothing anywhere.
    fileprivate var isRead: Bool {
        switch self {
        case .health(.purge): false
        case .sessions, .sessionDetail, .tokens, .tokenDetail, .countSessions, .countTokens, .changeToken, .preview, .audit,
            .health,
            .cookies:
            true
        case .revoke, .restore, .record, .lab:
            false
        }
    }
}
