//! Text in the place of programs, for the demo has nobody's binaries.

use std::fmt::Write;

const WORDS: [&str; 64] = [
    "album",
    "archive",
    "backdrop",
    "balance",
    "border",
    "bright",
    "canvas",
    "caption",
    "carry",
    "charcoal",
    "circle",
    "collect",
    "colour",
    "contrast",
    "corner",
    "curator",
    "daylight",
    "detail",
    "drawing",
    "easel",
    "edge",
    "etching",
    "exhibit",
    "focus",
    "frame",
    "fresco",
    "gallery",
    "glaze",
    "grain",
    "harbour",
    "horizon",
    "impression",
    "ink",
    "landscape",
    "lantern",
    "light",
    "margin",
    "mosaic",
    "motif",
    "mural",
    "negative",
    "outline",
    "palette",
    "paper",
    "pattern",
    "pencil",
    "pigment",
    "plaster",
    "portrait",
    "print",
    "relief",
    "river",
    "sculpture",
    "shadow",
    "shutter",
    "sketch",
    "still",
    "study",
    "texture",
    "tide",
    "varnish",
    "vellum",
    "window",
    "woodcut",
];

/// About as many bytes of words as are wanted. The same subject gives the same words.
pub(super) fn words(subject: &str, size: usize) -> String {
    let mut state = subject
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |state: u64, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    let mut text = format!("# {subject}\n");
    let mut column = 0;
    while text.len() < size {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let word = WORDS[usize::try_from(state >> 58).unwrap_or(0)];
        let end = if column % 12 == 11 { '\n' } else { ' ' };
        write!(text, "{word}{end}").expect("a string takes all that is written");
        column += 1;
    }
    text.push('\n');
    text
}
