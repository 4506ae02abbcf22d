//! A real registry: the `docker-registry` of Debian, in a folder of its own, for one test.

mod configuration;

use std::{
    env,
    fs::{self, File},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

pub use self::configuration::Cors;
use self::configuration::{INSTANCE, configuration};
use crate::{
    image::Manifest,
    push::{PushError, Pusher},
};

/// How often a starting registry is asked whether it is there, and how long between.
const QUESTIONS: u32 = 1_000;
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(20);

/// How many ports are tried, for a free port may be taken before the registry has it.
const PORTS_TRIED: u32 = 5;

/// How many bytes must be free in memory for a registry to be kept there.
const ROOM: u64 = 1 << 30;

/// A running `docker-registry`. It ends, and its folder goes, when this is dropped.
pub struct DockerRegistry {
    process: Child,
    folder: TempDir,
    origin: String,
    pusher: Pusher,
}

impl DockerRegistry {
    /// Starts a registry on a free port.
    pub fn start(cors: Cors) -> Self {
        let mut reason = String::new();
        for _ in 0..PORTS_TRIED {
            match Self::start_on(free_port(), cors) {
                Ok(registry) => return registry,
                Err(error) => reason = error.to_string(),
            }
        }
        panic!("docker-registry does not start: {reason}")
    }

    /// Starts a registry on a port.
    ///
    /// # Errors
    /// When the port is taken, or `docker-registry` is missing.
    pub fn start_on(port: u16, cors: Cors) -> io::Result<Self> {
        let folder = TempDir::with_prefix_in(
            "docker-registry-",
            spacious_memory().unwrap_or_else(env::temp_dir),
        )?;
        let instance = folder.path().display().to_string();
        let settings = configuration(cors, port, &folder.path().join("storage"), &instance);
        let process = serve(folder.path(), &settings)?;
        let origin = format!("http://127.0.0.1:{port}");
        let pusher = Pusher::new(&origin);
        let mut registry = Self {
            process,
            folder,
            origin,
            pusher,
        };
        registry.wait(port, &instance)?;
        Ok(registry)
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its host and port, as references name them.
    pub fn host(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }

    /// The folder in which it keeps blobs, repositories and uploads.
    pub fn storage(&self) -> PathBuf {
        self.folder.path().join("storage/docker/registry/v2")
    }

    /// What pushes to it, for more than one image.
    pub fn pusher(&self) -> &Pusher {
        &self.pusher
    }

    /// Pushes a manifest, and all that it refers to, under a tag.
    ///
    /// # Errors
    /// When the registry refuses.
    pub async fn push(
        &self,
        repository: &str,
        tag: &str,
        manifest: &Manifest,
    ) -> Result<(), PushError> {
        self.pusher.push(repository, tag, manifest).await
    }

    fn wait(&mut self, port: u16, instance: &str) -> io::Result<()> {
        for _ in 0..QUESTIONS {
            if self.process.try_wait()?.is_some() {
                break;
            }
            if answers(port, instance) {
                return Ok(());
            }
            thread::sleep(BETWEEN_QUESTIONS);
        }
        let said = fs::read_to_string(self.folder.path().join("log"))?;
        Err(io::Error::other(said))
    }
}

impl Drop for DockerRegistry {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(folder: &Path, settings: &str) -> io::Result<Child> {
    let settings_file = folder.join("config.yml");
    fs::write(&settings_file, settings)?;
    let log = File::create(folder.join("log"))?;
    Command::new("docker-registry")
        .arg("serve")
        .arg(settings_file)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
}

/// Where files lie in memory, if that has room: a registry waits for the disk at every file that
/// it writes, and a repository is many.
fn spacious_memory() -> Option<PathBuf> {
    let memory = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(memory).ok()?;
    (room.f_bavail * room.f_frsize >= ROOM).then(|| memory.to_owned())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.expect("this machine has a free port").port()
}

/// Whether the registry that answers on the port is the one that was started here.
fn answers(port: u16, instance: &str) -> bool {
    let ask = || -> io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /v2/ HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.contains(&format!("{INSTANCE}: {instance}")))
}
